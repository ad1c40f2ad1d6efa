package dev.interlock.server.app;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bundles that are or were in force, as the archive has them. Those that were asked for last are kept in memory, as it takes a moment to read
 * one. Thread-safe.
 */
public final class KeptBundles {

    /** Few bundles are asked for at a time. */
    private static final int MOST = 8;

    private final PolicyArchive archive;
    private final Map<String, Optional<PolicyBundle.Compiled>> kept = new LinkedHashMap<>(MOST * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<PolicyBundle.Compiled>> eldest) {
            return size() > MOST;
        }
    };

    public KeptBundles(PolicyArchive archive) {
        this.archive = archive;
    }

    /** The bundle with this digest; empty where the archive does not have it. */
    public synchronized Optional<PolicyBundle.Compiled> find(String digest) {
        return kept.computeIfAbsent(digest, archive::bundle);
    }

    /** What the engine reads of the bundle with this digest; one without rules where the archive does not have it. */
    Bundle rules(String digest) {
        return find(digest)
                .map(PolicyBundle.Compiled::engine)
                .orElseGet(() -> Bundle.of("", digest).build());
    }
}
