import type { Behaviour } from '@/simulator/behaviour';

import { describe, guideName } from './enum-descriptions';

/** NameAndGuid (2.1). */
export interface NameAndGuid {
  guid: string;
  name: string;
}

type WireEnum = string | { name: string; description: string };

/** How values leave this server: objects for enums, no null fields; switches change both (2.1). */
export class Wire {
  constructor(private readonly behaviour: Behaviour) {}

  /** EnumNameAndDescription. */
  enum(name: string): WireEnum;
  enum(name: string | null): WireEnum | null | undefined;
  enum(name: string | null): WireEnum | null | undefined {
    if (name === null) return this.optional<WireEnum>(null);
    const spelled = this.behaviour.dialect === 'guide' ? guideName(name) : name;
    return this.behaviour.enumStyle === 'string' ? spelled : { name: spelled, description: describe(spelled) };
  }

  /** Several enums. */
  enums(names: readonly string[]): WireEnum[] {
    return names.map((name) => this.enum(name));
  }

  /** A field that may be missing: JSON leaves undefined out. */
  optional<T>(value: T | null | undefined): T | null | undefined {
    return value ?? (this.behaviour.nullStyle === 'null' ? null : undefined);
  }

  /** NameAndGuid of an object that may be missing. */
  reference<T extends { guid: string }>(
    object: T | undefined,
    name: (object: T) => string,
  ): NameAndGuid | null | undefined {
    return this.optional(object === undefined ? undefined : { guid: object.guid, name: name(object) });
  }

  /** NameGuidAndType. */
  typedReference(guid: string | null, name: string | null, type: string): unknown {
    return this.optional(guid === null ? null : { guid, name: name ?? '', type: this.enum(type) });
  }

  /** The tenant tag of schedules and policies, unless this server drops it (13.5). */
  tenantId(tenantId: string | null): string | null | undefined {
    return this.behaviour.tenantIdInBodies === 'drop' ? undefined : this.optional(tenantId);
  }
}
