package dev.interlock.ledger.store;

import dev.interlock.ledger.merkle.Hash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A state kept to make reopening faster. A cache: it counts only if the ledger names its digest and has this root at this size, and code
 * and bundle are the same; else the fold starts from the beginning.
 *
 * @param size the entries it covers
 * @param root the ledger's root at that size
 * @param bundleDigest the bundle that the state was folded with
 * @param codeVersion the version of the fold
 * @param state the opaque bytes of the state
 */
public record Snapshot(long size, Hash root, String bundleDigest, String codeVersion, byte[] state) {
    /** The digest of all of it, {@code sha-256:} and hex, by which an entry of the ledger names it. */
    public String digest() {
        var header = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(header)) {
            out.writeLong(size);
            out.write(root.bytes());
            out.writeUTF(bundleDigest);
            out.writeUTF(codeVersion);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header.toByteArray());
            return "sha-256:" + HexFormat.of().formatHex(digest.digest(state));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and writing to memory cannot fail", e);
        }
    }

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
