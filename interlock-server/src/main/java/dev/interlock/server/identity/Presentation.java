package dev.interlock.server.identity;

import dev.interlock.server.http.server.Presented;
import dev.interlock.server.tls.ClientCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The evidence that a request shows of its sender.
 *
 * @param authorization the value of the header
 * @param certificates of the client whose key the connection has proven, its own first, then those between it and an authority; empty for
 *     none. Nobody has said yet that anybody trusts them
 * @param dpopThumbprint of the key that a DPoP proof showed, which whoever makes this has checked; empty for none
 */
public record Presentation(
        Optional<String> authorization, List<X509Certificate> certificates, Optional<String> dpopThumbprint) {

    public Presentation {
        certificates = List.copyOf(certificates);
    }

    /** Returns the evidence of a request that shows no DPoP proof, or whose proof is nobody's business here. */
    public static Presentation of(Presented request) {
        return new Presentation(
                request.headers().first("authorization"),
                request.client().map(ClientCertificate::chain).orElse(List.of()),
                Optional.empty());
    }

    /** A header alone. */
    public static Presentation of(Optional<String> authorization) {
        return new Presentation(authorization, List.of(), Optional.empty());
    }

    /** Leaves out the header: it is a secret. */
    @Override
    public String toString() {
        return "Presentation[" + certificates.size() + " certificates]";
    }
}
