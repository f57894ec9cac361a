-- CreateTable
CREATE TABLE "StorwareRoute" (
    "route" TEXT NOT NULL,
    "capability" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "status" INTEGER,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "nextTryAt" TIMESTAMPTZ(3),

    CONSTRAINT "StorwareRoute_pkey" PRIMARY KEY ("route")
);

-- CreateTable
CREATE TABLE "StorwareLinkState" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "observedAt" TIMESTAMPTZ(3) NOT NULL,
    "reachable" BOOLEAN NOT NULL,
    "latencyMs" INTEGER,
    "clockDifferenceMs" INTEGER,
    "sessionSince" TIMESTAMPTZ(3),
    "logins" INTEGER NOT NULL,
    "breaker" TEXT NOT NULL,
    "lastSuccessAt" TIMESTAMPTZ(3),
    "lastErrorAt" TIMESTAMPTZ(3),
    "lastError" TEXT,
    "certificate" JSONB,

    CONSTRAINT "StorwareLinkState_pkey" PRIMARY KEY ("id")
);
