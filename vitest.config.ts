import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/closing-line.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/text-equality.ts'],
    reporters: ['default', new ClosingLine()],
    // No test races a clock: this only ends one that hangs, on however busy a machine.
    testTimeout: 300_000,
    // More than a small machine has cores: while some tests compute, others wait for a process or a socket.
    maxWorkers: 4,
    // Tests marked as concurrent are such processes that mostly sleep.
    maxConcurrency: 16,
    coverage: {
      include: ['src/**/*.ts'],
      // The entry wires real dependencies; it is exercised as dist/index.js, where coverage cannot see it.
      exclude: ['src/index.ts', 'src/**/*.d.ts'],
      reporter: ['text', 'html'],
    },
  },
})
