import type { Sessions } from '@/simulator/http/sessions'

import { backupRoutes } from './backups'
import type { Routes } from './call'
import { sessionRoutes } from './session'
import { taskRoutes } from './tasks'
import { virtualMachineRoutes } from './virtual-machines'

/** All resources; fixed paths of a resource stand before those with a guid. */
export function allRoutes(sessions: Sessions): Routes[] {
  return [sessionRoutes(sessions), virtualMachineRoutes, backupRoutes, taskRoutes]
}
