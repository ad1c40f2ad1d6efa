package dev.interlock.server.app;

import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Policy;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The catalogues that recorded calls are read by, by the digest of their bundle: that of the bundle that a call was decided under, or of
 * the one in force where the archive does not have it. Thread-safe.
 */
public final class KeptCatalogs implements Function<String, Optional<Catalog>> {

    private final KeptBundles bundles;
    private final Supplier<Optional<Policy>> inForce;

    /** @param inForce the policy in force, if there is one */
    public KeptCatalogs(KeptBundles bundles, Supplier<Optional<Policy>> inForce) {
        this.bundles = bundles;
        this.inForce = inForce;
    }

    @Override
    public Optional<Catalog> apply(String digest) {
        Optional<Policy> now = inForce.get();
        return now.filter(policy -> policy.bundle().digest().equals(digest))
                .map(Policy::catalog)
                .or(() -> bundles.find(digest).map(PolicyBundle.Compiled::catalog))
                .or(() -> now.map(Policy::catalog));
    }
}
