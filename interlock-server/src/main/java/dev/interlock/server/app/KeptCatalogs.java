package dev.interlock.server.app;

import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Policy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The catalogues that recorded calls are read by, by the digest of their bundle: that of the bundle that a call was decided under, or of
 * the one in force where the archive does not have it. Thread-safe.
 */
public final class KeptCatalogs implements Function<String, Optional<Catalog>> {

    /** Few bundles are asked for at a time, and reading one again costs little. */
    private static final int MOST = 8;

    private final PolicyArchive archive;
    private final Supplier<Optional<Policy>> inForce;
    private final Map<String, Optional<Catalog>> read = new LinkedHashMap<>();

    /** @param inForce the policy in force, if there is one */
    public KeptCatalogs(PolicyArchive archive, Supplier<Optional<Policy>> inForce) {
        this.archive = archive;
        this.inForce = inForce;
    }

    @Override
    public Optional<Catalog> apply(String digest) {
        Optional<Policy> now = inForce.get();
        return now.filter(policy -> policy.bundle().digest().equals(digest))
                .map(Policy::catalog)
                .or(() -> kept(digest))
                .or(() -> now.map(Policy::catalog));
    }

    private Optional<Catalog> kept(String digest) {
        synchronized (read) {
            Optional<Catalog> known = read.get(digest);
            if (known == null) {
                known = archive.bundle(digest).map(PolicyBundle.Compiled::catalog);
                if (read.size() >= MOST) {
                    read.remove(read.keySet().iterator().next());
                }
                read.put(digest, known);
            }
            return known;
        }
    }
}
