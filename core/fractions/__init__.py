"""Class fractions: labels finer than a pixel as shares, learnt and mapped as shares."""
