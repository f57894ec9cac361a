-- CreateTable
CREATE TABLE "TenantCount" (
    "tenantId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "protected" INTEGER NOT NULL,
    "late" INTEGER NOT NULL,
    "failing" INTEGER NOT NULL,
    "unprotected" INTEGER NOT NULL,

    CONSTRAINT "TenantCount_pkey" PRIMARY KEY ("tenantId","at")
);

-- CreateIndex
CREATE INDEX "TenantCount_at_idx" ON "TenantCount"("at");

-- AddForeignKey
ALTER TABLE "TenantCount" ADD CONSTRAINT "TenantCount_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;
