export type DestinationType = 'FILESYSTEM' | 'S3' | 'SYNTHETICXFS';

/** Object stores have no capacity: their `totalBytes` is null (section 11.5). */
export interface Destination {
  guid: string;
  name: string;
  type: DestinationType;
  description: string | null;
  isDefault: boolean;
  nodeConfigGuids: string[];
  totalBytes: number | null;
  usedBytes: number;
  full: boolean;
  projectGuids: string[];
  visibleForAllVms: boolean;
}
