package dev.interlock.bench.replay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** The shared corpus, as tests need it: without it they are skipped, but never in CI, where they fail. */
final class SharedCorpus {

    private SharedCorpus() {}

    static void isNeeded() {
        boolean there;
        try {
            Corpus.folder();
            there = true;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there || "true".equals(System.getenv("CI")), "the shared corpus is missing: set INTERLOCK_SHARED");
    }
}
