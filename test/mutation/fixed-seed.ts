import fc from 'fast-check'

// A mutant must be killed by every run or by none, or the score would be a matter of luck.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261123 })
