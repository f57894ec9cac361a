import { Loading, Skeleton } from '@/components/ui/skeleton';

/** The shape of the machine page while it is read. */
export function MachineSkeleton() {
  return (
    <Loading label="The machine is loading">
      <Skeleton className="h-3 w-32" />
      <Skeleton className="mt-3 h-6 w-56" />
      <Skeleton className="mt-3 mb-5 h-4 w-80 max-w-full" />
      <Skeleton className="mb-4 h-17 rounded-md" />
      <Skeleton className="mb-4 h-52 rounded-md" />
      <Skeleton className="h-80 rounded-md" />
    </Loading>
  );
}
