package dev.interlock.server.app;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Bundles that are or were in force, by digest; one without rules where the archive does not have it. Those that were asked for last are kept, as it takes a moment to read one. Thread-safe. */
final class PastBundles implements Function<String, Bundle> {

    private static final int MOST = 8;

    private final PolicyArchive archive;
    private final Map<String, Bundle> kept = new LinkedHashMap<>(MOST * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bundle> eldest) {
            return size() > MOST;
        }
    };

    PastBundles(PolicyArchive archive) {
        this.archive = archive;
    }

    @Override
    public synchronized Bundle apply(String digest) {
        return kept.computeIfAbsent(digest, this::read);
    }

    private Bundle read(String digest) {
        return archive.bundle(digest)
                .map(PolicyBundle.Compiled::engine)
                .orElseGet(() -> Bundle.of("", digest).build());
    }
}
