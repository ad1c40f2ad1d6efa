package dev.interlock.server.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that a client showed in the handshake of this very connection, where it proved to have the key of the first one.
 * Nothing but the key is proven here: neither who vouches for them, nor whether that counts. Immutable.
 *
 * @param chain its own certificate first; never empty
 */
public record ClientCertificate(List<X509Certificate> chain) {

    public ClientCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain has a first certificate");
        }
    }

    /**
     * Returns what the other end of a connection showed: never what a header says that somebody showed to somebody else.
     *
     * @param certificates as they came in the handshake
     * @return empty if not all of them are of X.509
     */
    public static Optional<ClientCertificate> of(Certificate[] certificates) {
        List<X509Certificate> chain = Arrays.stream(certificates)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
        return chain.isEmpty() || chain.size() != certificates.length
                ? Optional.empty()
                : Optional.of(new ClientCertificate(chain));
    }

    /** The client's own certificate. */
    public X509Certificate own() {
        return chain.getFirst();
    }

    /** Returns what a token that is bound to the certificate says of it: {@code x5t#S256} of RFC 8705, section 3.1. */
    public String thumbprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(own().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a received certificate always has an encoding", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "ClientCertificate[" + thumbprint() + "]";
    }
}
