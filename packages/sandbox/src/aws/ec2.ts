import { queryService } from './protocol';

const LETTERS = ['a', 'b', 'c'];

/** Only the zones of a region, which plans ask for; nothing can be made. */
export function ec2() {
  return queryService(
    'http://ec2.amazonaws.com/doc/2016-11-15/',
    {
      DescribeAvailabilityZones: (_input, { region, requestId }) => ({
        requestId,
        availabilityZoneInfo: {
          item: LETTERS.map((letter, index) => ({
            zoneName: `${region}${letter}`,
            zoneId: `${region}-az${index + 1}`,
            zoneState: 'available',
            zoneType: 'availability-zone',
            regionName: region,
            groupName: region,
            networkBorderGroup: region,
            optInStatus: 'opt-in-not-required',
          })),
        },
      }),
    },
    { isFlat: true },
  );
}
