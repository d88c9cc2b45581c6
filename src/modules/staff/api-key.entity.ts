import { defineEntity, p } from '@mikro-orm/core';
import type { Permission } from '../../platform/access/role-matrix.js';
import { baseColumns } from '../../platform/database/columns.js';

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    ...baseColumns,
    name: p.string(),
    prefix: p.string(),
    secretHash: p.string(),
    permissions: p.array<Permission>(),
    expiresAt: p.datetime(3).nullable(),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});

/** A program's way in: named permissions instead of roles. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
