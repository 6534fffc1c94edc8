/** What is dragged out of the palette into the picture: the name of a resource type. */
export const DRAGGED_TYPE = 'application/x-infra-resource-type';
