package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Hash;
import java.util.Arrays;
import java.util.Objects;

/**
 * A state kept to make reopening faster. A cache: it counts only if the ledger has this root at this size, and code and
 * bundle are the same; else the fold starts from the beginning.
 *
 * @param size the entries it covers
 * @param root the ledger's root at that size
 * @param bundleDigest the bundle that the state was folded with
 * @param codeVersion the version of the fold
 * @param state the opaque bytes of the state
 */
public record Snapshot(long size, Hash root, String bundleDigest, String codeVersion, byte[] state) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Snapshot that
                && size == that.size
                && root.equals(that.root)
                && bundleDigest.equals(that.bundleDigest)
                && codeVersion.equals(that.codeVersion)
                && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, root, bundleDigest, codeVersion, Arrays.hashCode(state));
    }

    @Override
    public String toString() {
        return "snapshot of " + size + " entries";
    }
}
