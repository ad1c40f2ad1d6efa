package dev.interlock.server.identity.spiffe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.json.Json;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads bundles in JSON (SPIFFE Trust Domain and Bundle, section 4): a JWK set whose keys say what they are used for. Keys of other
 * uses and types are left out; what breaks the rules of its use refuses the bundle, for then a part of it may be missing that revokes.
 * Thread-safe.
 */
public final class BundleReader {

    private static final String JWT_USE = "jwt-svid";
    private static final String X509_USE = "x509-svid";
    private static final long LONGEST_HINT = Duration.ofDays(365).toSeconds();

    private BundleReader() {}

    /** The bundle of this domain. */
    public static JwtResult<SpiffeBundle> read(TrustDomain domain, byte[] text) {
        return JwkSetReader.tree(text).then(tree -> bundle(domain, tree));
    }

    /** The same, of an object that was read strictly already. */
    public static JwtResult<SpiffeBundle> read(TrustDomain domain, ObjectNode object) {
        return JwkSetReader.checked(object).then(tree -> bundle(domain, tree));
    }

    private static JwtResult<SpiffeBundle> bundle(TrustDomain domain, ObjectNode tree) {
        OptionalLong sequence = whole(tree, "spiffe_sequence");
        OptionalLong hint = whole(tree, "spiffe_refresh_hint");
        if (sequence.isEmpty() && tree.has("spiffe_sequence")) {
            return refused("its `spiffe_sequence` is not a whole number");
        }
        if (hint.isEmpty() && tree.has("spiffe_refresh_hint")) {
            return refused("its `spiffe_refresh_hint` is not a whole number");
        }
        List<ObjectNode> jwtKeys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        for (JsonNode node : tree.get("keys")) {
            ObjectNode key = (ObjectNode) node;
            switch (String.valueOf(Json.string(key, "use"))) {
                case JWT_USE -> {
                    String id = Json.string(key, "kid");
                    if (id == null || id.isEmpty()) {
                        return refused("a key for JWT-SVIDs has no `kid`");
                    }
                    // the use of SPIFFE means signatures, as `sig` does elsewhere
                    ObjectNode signing = key.deepCopy();
                    signing.remove("use");
                    jwtKeys.add(signing);
                }
                case X509_USE -> {
                    Optional<X509Certificate> certificate = certificate(key);
                    if (certificate.isEmpty()) {
                        return refused("an authority for X.509-SVIDs has no readable certificate in `x5c`");
                    }
                    certificates.add(certificate.get());
                }
                default -> {} // of another use, which is not ours
            }
        }
        return JwkSetReader.read(jwtKeys)
                .then(keys -> JwtResult.ok(new SpiffeBundle(domain, keys, certificates, sequence, hint(hint))));
    }

    private static Optional<Duration> hint(OptionalLong seconds) {
        return seconds.isPresent() && seconds.getAsLong() > 0
                ? Optional.of(Duration.ofSeconds(Math.min(seconds.getAsLong(), LONGEST_HINT)))
                : Optional.empty();
    }

    private static OptionalLong whole(ObjectNode tree, String member) {
        JsonNode value = tree.get(member);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    /** The first certificate, which is the authority's own; others mean nothing. */
    private static Optional<X509Certificate> certificate(ObjectNode key) {
        JsonNode chain = key.get("x5c");
        if (chain == null
                || !chain.isArray()
                || chain.isEmpty()
                || !chain.get(0).isTextual()) {
            return Optional.empty();
        }
        try {
            byte[] der = Base64.getDecoder().decode(chain.get(0).textValue());
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (IllegalArgumentException | CertificateException e) {
            return Optional.empty();
        }
    }

    private static JwtResult<SpiffeBundle> refused(String why) {
        return JwtResult.refused(JwtProblem.MALFORMED, "the bundle is not accepted: " + why);
    }
}
