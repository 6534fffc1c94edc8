import type { ChangeSignal } from '@bailiwick/backstage-plugin-infra-common';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keysTouchedBy } from './queryKeys';

interface InfraMutationOptions<Input, Output> {
  mutate: (input: Input) => Promise<Output>;
  /** What this changes: the screens fetch it again at once, whether or not signals reach them. */
  changes: (input: Input, output: Output) => ChangeSignal[];
  onSuccess?: (output: Output, input: Input) => void;
}

export function useInfraMutation<Input, Output>(options: InfraMutationOptions<Input, Output>) {
  const queryClient = useQueryClient();
  return useMutation<Output, Error, Input>({
    mutationFn: options.mutate,
    onSuccess: async (output, input) => {
      options.onSuccess?.(output, input);
      const keys = options.changes(input, output).flatMap(keysTouchedBy);
      await Promise.all(keys.map(queryKey => queryClient.invalidateQueries({ queryKey })));
    },
  });
}
