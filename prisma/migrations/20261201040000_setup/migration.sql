-- CreateTable
CREATE TABLE "Setup" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "codes" JSONB NOT NULL DEFAULT '[]',
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Setup_pkey" PRIMARY KEY ("id")
);
