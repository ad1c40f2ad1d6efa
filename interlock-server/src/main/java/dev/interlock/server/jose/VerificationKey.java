package dev.interlock.server.jose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.interlock.server.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A public key to verify signatures with (RFC 7517), each with the algorithms of its own type alone, or the one that it is meant for.
 * Immutable and thread-safe.
 */
public final class VerificationKey {

    /** Members that a public key does not have. */
    static final List<String> SECRET = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(65537);

    /** The bytes before the 32 bytes of an Ed25519 key in X.509's form (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;

    private final Optional<String> id;
    private final Set<Algorithm> algorithms;
    private final PublicKey key;
    private final ObjectNode jwk;
    private final String thumbprint;

    private VerificationKey(
            Optional<String> id, Set<Algorithm> algorithms, PublicKey key, ObjectNode jwk, String thumbprint) {
        this.id = id;
        this.algorithms = Set.copyOf(algorithms);
        this.key = key;
        this.jwk = jwk;
        this.thumbprint = thumbprint;
    }

    /**
     * Reads one key.
     *
     * @return refused with {@link JwtProblem#KEY_UNFIT} if it holds a secret, is of no known type, too weak, malformed, or meant for
     *     something else than signatures
     */
    public static JwtResult<VerificationKey> of(ObjectNode jwk) {
        if (SECRET.stream().anyMatch(jwk::has)) {
            return unfit("it contains the private key: publish the public key only, and treat the private key "
                    + "as compromised");
        }
        if (jwk.has("use") && !"sig".equals(Json.string(jwk, "use"))) {
            return unfit("it is not meant for signatures (`use`)");
        }
        if (jwk.has("key_ops") && !verifies(jwk)) {
            return unfit("it is not meant for verifying (`key_ops`)");
        }
        if (jwk.has("kid") && Json.string(jwk, "kid") == null) {
            return unfit("its `kid` is not a string");
        }
        Set<Algorithm> fitting = Algorithm.of(text(jwk, "kty"), text(jwk, "crv"));
        if (jwk.has("alg")) {
            Optional<Algorithm> meant = Algorithm.of(text(jwk, "alg"));
            if (meant.isEmpty() || !fitting.contains(meant.get())) {
                return unfit("its `alg` is unknown or does not suit its type");
            }
            fitting = Set.of(meant.get());
        }
        if (fitting.isEmpty()) {
            return unfit("its type is not supported: use RSA, EC with P-256, P-384 or P-521, or OKP with Ed25519");
        }
        // The library is handed the key itself, without what others may have written beside it.
        ObjectNode bare = Json.object();
        for (String member : List.of("kty", "crv", "x", "y", "n", "e")) {
            if (jwk.has(member)) {
                bare.set(member, jwk.get(member));
            }
        }
        try {
            JWK parsed = JWK.parse(Json.text(bare));
            Optional<String> weakness = weakness(parsed);
            if (weakness.isPresent()) {
                return unfit(weakness.get());
            }
            return JwtResult.ok(new VerificationKey(
                    Optional.ofNullable(Json.string(jwk, "kid")),
                    fitting,
                    publicKey(parsed),
                    bare,
                    parsed.computeThumbprint().toString()));
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            return unfit("its numbers are malformed");
        }
    }

    private static boolean verifies(ObjectNode jwk) {
        for (var operation : jwk.get("key_ops")) {
            if (operation.isTextual() && operation.textValue().equals("verify")) {
                return true;
            }
        }
        return false;
    }

    private static String text(ObjectNode jwk, String member) {
        String text = Json.string(jwk, member);
        return text == null ? "" : text;
    }

    private static Optional<String> weakness(JWK key) throws JOSEException {
        if (!(key instanceof RSAKey rsa)) {
            return Optional.empty();
        }
        RSAPublicKey numbers = rsa.toRSAPublicKey();
        BigInteger modulus = numbers.getModulus();
        BigInteger exponent = numbers.getPublicExponent();
        if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
            return Optional.of("its modulus has " + modulus.bitLength() + " bits; 2048 to 8192 are accepted");
        }
        if (exponent.compareTo(LEAST_EXPONENT) < 0 || exponent.bitLength() > Long.SIZE || !exponent.testBit(0)) {
            return Optional.of("its exponent is not accepted: use 65537");
        }
        return Roca.suspects(modulus)
                ? Optional.of("its modulus comes from a weak generator whose keys can be factored (CVE-2017-15361)")
                : Optional.empty();
    }

    private static PublicKey publicKey(JWK key) throws JOSEException, GeneralSecurityException {
        return switch (key) {
            case RSAKey rsa -> rsa.toRSAPublicKey();
            case ECKey ec -> ec.toECPublicKey();
            case OctetKeyPair pair -> ed25519(pair.getDecodedX());
            default -> throw new IllegalArgumentException("an unexpected key type");
        };
    }

    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        if (x.length != ED25519_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static JwtResult<VerificationKey> unfit(String why) {
        return JwtResult.refused(JwtProblem.KEY_UNFIT, "the key is not accepted: " + why);
    }

    /** The id of the key, {@code kid}, if it has one. */
    public Optional<String> id() {
        return id;
    }

    /** The algorithms that it may be used with. */
    public Set<Algorithm> algorithms() {
        return algorithms;
    }

    /** The SHA-256 thumbprint of RFC 7638 in base64url: the same for the same key, whatever is written beside it. */
    public String thumbprint() {
        return thumbprint;
    }

    /** The members that RFC 7638 counts as the key; a new tree. */
    public ObjectNode jwk() {
        return jwk.deepCopy();
    }

    /** Returns whether the signature is one of this key's; false too if the algorithm is none of its own. */
    public boolean verify(Algorithm algorithm, byte[] signed, byte[] signature) {
        if (!algorithms.contains(algorithm)) {
            return false;
        }
        try {
            if (algorithm == Algorithm.ED25519) {
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(key);
                verifier.update(signed);
                return verifier.verify(signature);
            }
            JWSVerifier verifier =
                    key instanceof ECPublicKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier((RSAPublicKey) key);
            return verifier.verify(
                    new JWSHeader(JWSAlgorithm.parse(algorithm.written())), signed, Base64URL.encode(signature));
        } catch (GeneralSecurityException | JOSEException e) {
            return false; // malformed in a way that the library reports: not this key's
        }
    }

    @Override
    public String toString() {
        return "VerificationKey[" + thumbprint + "]";
    }
}
