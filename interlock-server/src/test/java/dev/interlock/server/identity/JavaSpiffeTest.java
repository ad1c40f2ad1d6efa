package dev.interlock.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.interlock.server.identity.TestAuthority.Draft;
import dev.interlock.server.identity.spiffe.BundleReader;
import dev.interlock.server.identity.spiffe.JwtSvid;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.spiffe.X509Svid;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.json.Json;
import io.spiffe.bundle.jwtbundle.JwtBundle;
import io.spiffe.bundle.x509bundle.X509Bundle;
import io.spiffe.svid.x509svid.X509SvidValidator;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/**
 * Our verifiers beside java-spiffe's, on SVIDs with no, one or two defects: both take and refuse the same, but for what is listed here, where
 * the standards say otherwise than java-spiffe does.
 */
class JavaSpiffeTest {

    private static final Instant NOW = Instant.now();
    private static final String DOMAIN = "example.org";
    private static final TrustDomain OURS = new TrustDomain(DOMAIN);
    private static final io.spiffe.spiffeid.TrustDomain THEIRS = io.spiffe.spiffeid.TrustDomain.parse(DOMAIN);

    /**
     * Defects by name, each with what becomes of a token by them alone, if java-spiffe sees it otherwise: `stricter` (we refuse, it takes)
     * or `laxer` (we take, it refuses), and why.
     */
    private static final Map<String, String> JWT_EXCEPTIONS = Map.of(
            "no kid", "laxer: JWT-SVID, section 2.2: the key id is optional",
            "header jku", "stricter: JWT-SVID, section 2: no other header may be there",
            "header x5t", "stricter: the same",
            "header cty", "stricter: the same",
            "private header", "stricter: the same",
            "nbf to come", "stricter: RFC 7519, section 4.1.5: it is not to be accepted before",
            "iat to come", "stricter: what claims to be issued later than now is from a wrong clock, or made up",
            "padding", "stricter: RFC 7515, section 2: base64url without padding");

    private static final Map<String, String> X509_EXCEPTIONS = Map.of(
            "usage not critical", "stricter: X509-SVID, section 4.3: the key usage has to be critical",
            "servers only", "stricter: X509-SVID, section 4.4: extended key usage names both sides",
            "clients only", "stricter: the same");

    /** A token in the making. */
    private static final class Token {
        final ObjectNode header;
        final ObjectNode claims;
        KeyPair key;
        UnaryOperator<String> finish = UnaryOperator.identity();

        Token(KeyPair key) {
            this.key = key;
            header = Json.object().put("alg", "ES256").put("kid", "one").put("typ", "JWT");
            claims = Json.object()
                    .put("sub", "spiffe://example.org/clerk")
                    .put("aud", SvidIssuer.AUDIENCE)
                    .put("exp", NOW.plusSeconds(600).getEpochSecond())
                    .put("iat", NOW.getEpochSecond());
        }

        String sign() throws Exception {
            String parts = encode(header.toString().getBytes(UTF_8))
                    + '.'
                    + encode(claims.toString().getBytes(UTF_8));
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(key.getPrivate());
            signer.update(parts.getBytes(UTF_8));
            return finish.apply(parts + '.' + encode(signer.sign()));
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static final KeyPair KEY = TestAuthority.keys();
    private static final KeyPair OTHER = TestAuthority.keys();

    private static Map<String, Consumer<Token>> jwtDefects() {
        Map<String, Consumer<Token>> all = new LinkedHashMap<>();
        all.put("typ JOSE", token -> token.header.put("typ", "JOSE"));
        all.put("no typ", token -> token.header.remove("typ"));
        all.put("typ at+jwt", token -> token.header.put("typ", "at+jwt"));
        all.put("typ wit+jwt", token -> token.header.put("typ", "wit+jwt"));
        all.put("typ jwt", token -> token.header.put("typ", "jwt"));
        all.put("no kid", token -> token.header.remove("kid"));
        all.put("empty kid", token -> token.header.put("kid", ""));
        all.put("another kid", token -> token.header.put("kid", "two"));
        all.put("alg none", token -> token.header.put("alg", "none"));
        all.put("alg HS256", token -> token.header.put("alg", "HS256"));
        all.put("alg RS256", token -> token.header.put("alg", "RS256"));
        all.put("alg EdDSA", token -> token.header.put("alg", "EdDSA"));
        all.put("header jku", token -> token.header.put("jku", "https://x.example"));
        all.put("header x5t", token -> token.header.put("x5t", "AAAA"));
        all.put("header cty", token -> token.header.put("cty", "JWT"));
        all.put("private header", token -> token.header.put("x", "y"));
        all.put("crit", token -> token.header.putArray("crit").add("x"));
        all.put("no sub", token -> token.claims.remove("sub"));
        all.put("sub of nobody", token -> token.claims.put("sub", "clerk"));
        all.put("sub of another domain", token -> token.claims.put("sub", "spiffe://other.org/clerk"));
        all.put("sub with a slash at the end", token -> token.claims.put("sub", "spiffe://example.org/clerk/"));
        all.put("sub with dots", token -> token.claims.put("sub", "spiffe://example.org/../clerk"));
        all.put("sub with a query", token -> token.claims.put("sub", "spiffe://example.org/clerk?x"));
        all.put("sub with a port", token -> token.claims.put("sub", "spiffe://example.org:443/clerk"));
        all.put("sub in capitals", token -> token.claims.put("sub", "SPIFFE://EXAMPLE.org/clerk"));
        all.put("sub without a path", token -> token.claims.put("sub", "spiffe://example.org"));
        all.put("no aud", token -> token.claims.remove("aud"));
        all.put("empty aud", token -> token.claims.putArray("aud"));
        all.put("another aud", token -> token.claims.put("aud", "https://other.example"));
        all.put(
                "two aud",
                token -> token.claims
                        .putArray("aud")
                        .add("https://other.example")
                        .add(SvidIssuer.AUDIENCE));
        all.put("no exp", token -> token.claims.remove("exp"));
        all.put(
                "exp passed",
                token -> token.claims
                        .put("exp", NOW.minusSeconds(3600).getEpochSecond())
                        .remove("iat"));
        all.put("exp a text", token -> token.claims.put("exp", "soon"));
        all.put(
                "nbf to come",
                token -> token.claims.put("nbf", NOW.plusSeconds(3600).getEpochSecond()));
        all.put(
                "iat to come",
                token -> token.claims.put("iat", NOW.plusSeconds(300).getEpochSecond()));
        all.put("no iat", token -> token.claims.remove("iat"));
        all.put("private claim", token -> token.claims.put("x", "y"));
        all.put("jti", token -> token.claims.put("jti", "7"));
        all.put("another key", token -> token.key = OTHER);
        all.put("no signature", token -> token.finish = text -> text.substring(0, text.lastIndexOf('.') + 1));
        all.put("two parts", token -> token.finish = text -> text.substring(0, text.lastIndexOf('.')));
        all.put("four parts", token -> token.finish = text -> text + ".x");
        all.put("padding", token -> token.finish = text -> text + "==");
        return all;
    }

    private static ObjectNode bundle() {
        ObjectNode bundle = Json.object();
        var ec = new ECKey.Builder(Curve.P_256, (ECPublicKey) KEY.getPublic()).build();
        bundle.putArray("keys")
                .addObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", ec.getX().toString())
                .put("y", ec.getY().toString())
                .put("kid", "one")
                .put("use", "jwt-svid");
        return bundle;
    }

    private static boolean ours(String token, KeySet keys) {
        JwtRules rules = JwtSvid.rules(Set.of(SvidIssuer.AUDIENCE), Duration.ZERO, Optional.empty());
        return Jwt.read(token)
                .then(jwt -> JwtSvid.verify(jwt, OURS, keys, rules, Instant.now()))
                .toOptional()
                .isPresent();
    }

    private static boolean theirs(String token, JwtBundle bundle) {
        try {
            io.spiffe.svid.jwtsvid.JwtSvid.parseAndValidate(token, bundle, Set.of(SvidIssuer.AUDIENCE));
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void jwtSvidsAreJudgedAlike() throws Exception {
        byte[] published = bundle().toString().getBytes(UTF_8);
        KeySet keys =
                BundleReader.read(OURS, published).toOptional().orElseThrow().jwtAuthorities();
        JwtBundle bundle = JwtBundle.parse(THEIRS, published);
        Map<String, Consumer<Token>> defects = jwtDefects();
        List<String> names = new ArrayList<>(defects.keySet());
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        for (Set<String> chosen : combinations(names)) {
            Token token = new Token(KEY);
            chosen.forEach(name -> defects.get(name).accept(token));
            String text = token.sign();
            boolean ours = ours(text, keys);
            boolean theirs = theirs(text, bundle);
            taken += ours ? 1 : 0;
            judge(chosen, ours, theirs, JWT_EXCEPTIONS).ifPresent(wrong::add);
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(20);
    }

    /** None, each one, and each two. */
    private static List<Set<String>> combinations(List<String> names) {
        List<Set<String>> all = new ArrayList<>();
        all.add(Set.of());
        for (int i = 0; i < names.size(); i++) {
            all.add(Set.of(names.get(i)));
            for (int j = i + 1; j < names.size(); j++) {
                all.add(new TreeSet<>(List.of(names.get(i), names.get(j))));
            }
        }
        return all;
    }

    private static Optional<String> judge(
            Set<String> defects, boolean ours, boolean theirs, Map<String, String> exceptions) {
        boolean stricter = defects.stream()
                .anyMatch(name -> exceptions.getOrDefault(name, "").startsWith("stricter"));
        boolean laxer = defects.stream()
                .anyMatch(name -> exceptions.getOrDefault(name, "").startsWith("laxer"));
        if (ours == theirs || !ours && stricter || ours && laxer) {
            return Optional.empty();
        }
        return Optional.of(defects + ": we " + (ours ? "take" : "refuse") + " it, java-spiffe does not");
    }

    private static Map<String, Consumer<Draft>> x509Defects() {
        Map<String, Consumer<Draft>> all = new LinkedHashMap<>();
        all.put("no uri", draft -> draft.uris());
        all.put("two uris", draft -> draft.uris("spiffe://example.org/clerk", "https://example.org/x"));
        all.put("two ids", draft -> draft.uris("spiffe://example.org/clerk", "spiffe://example.org/payer"));
        all.put("another uri", draft -> draft.uris("https://example.org/clerk"));
        all.put("another domain", draft -> draft.uris("spiffe://other.org/clerk"));
        all.put("no path", draft -> draft.uris("spiffe://example.org"));
        all.put("slash at the end", draft -> draft.uris("spiffe://example.org/clerk/"));
        all.put("an authority", draft -> draft.authority());
        all.put("no usage", draft -> draft.usage(0, false));
        all.put("usage not critical", draft -> draft.usage(KeyUsage.digitalSignature, false));
        all.put("usage of agreement", draft -> draft.usage(KeyUsage.keyAgreement, true));
        all.put("usage of certificates", draft -> draft.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign, true));
        all.put("usage of revocations", draft -> draft.usage(KeyUsage.digitalSignature | KeyUsage.cRLSign, true));
        all.put("further usage", draft -> draft.usage(KeyUsage.digitalSignature | KeyUsage.keyAgreement, true));
        all.put("no extended usage", draft -> draft.extended());
        all.put("servers only", draft -> draft.extended(KeyPurposeId.id_kp_serverAuth));
        all.put("clients only", draft -> draft.extended(KeyPurposeId.id_kp_clientAuth));
        all.put("expired", draft -> draft.times(NOW.minusSeconds(600), NOW.minusSeconds(300)));
        all.put("to come", draft -> draft.times(NOW.plusSeconds(300), NOW.plusSeconds(600)));
        return all;
    }

    @Test
    void x509SvidsAreJudgedAlike() throws Exception {
        TestAuthority root = TestAuthority.root(DOMAIN, NOW);
        TestAuthority liar = TestAuthority.root(DOMAIN, NOW);
        TestAuthority between = root.below(NOW, "spiffe://" + DOMAIN);
        SpiffeBundle bundle = new SpiffeBundle(
                OURS, KeySet.none(), List.of(root.certificate()), OptionalLong.empty(), Optional.empty());
        X509Bundle other = new X509Bundle(THEIRS, Set.of(root.certificate()));
        Map<String, Consumer<Draft>> defects = x509Defects();
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        for (Set<String> chosen : combinations(new ArrayList<>(defects.keySet()))) {
            for (TestAuthority signer : chosen.size() < 2 ? List.of(root, between, liar) : List.of(root)) {
                Draft draft = new Draft(NOW, "spiffe://example.org/clerk");
                chosen.forEach(name -> defects.get(name).accept(draft));
                KeyPair keys = OTHER;
                X509Certificate leaf = signer.leaf(draft, keys);
                List<X509Certificate> chain =
                        signer.equals(between) ? List.of(leaf, between.certificate()) : List.of(leaf);
                boolean ours = X509Svid.verify(chain, bundle, Instant.now())
                        .toOptional()
                        .isPresent();
                boolean theirs = theirs(chain, keys, other);
                taken += ours ? 1 : 0;
                judge(chosen, ours, theirs, X509_EXCEPTIONS).ifPresent(wrong::add);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(3);
    }

    /** As java-spiffe's users do: what an SVID looks like, then its chain. */
    private static boolean theirs(List<X509Certificate> chain, KeyPair keys, X509Bundle bundle) {
        try {
            ByteArrayOutputStream der = new ByteArrayOutputStream();
            for (X509Certificate one : chain) {
                der.write(one.getEncoded());
            }
            io.spiffe.svid.x509svid.X509Svid.parseRaw(
                    der.toByteArray(), keys.getPrivate().getEncoded());
            X509SvidValidator.verifyChain(chain, bundle);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void idsAreReadAlike() {
        Random random = new Random(7);
        String[] pieces = {
            "spiffe://", "example.org", "/", "clerk", "..", ".", "-", "_", "%41", "?", "#", ":", "@", "X", " ", "ä"
        };
        List<String> wrong = new ArrayList<>();
        int ids = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "" : "spiffe://");
            for (int length = random.nextInt(6); length >= 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            boolean ours = SpiffeId.parse(text.toString()).isPresent();
            boolean theirs;
            try {
                io.spiffe.spiffeid.SpiffeId.parse(text.toString());
                theirs = true;
            } catch (RuntimeException e) {
                theirs = false;
            }
            ids += ours ? 1 : 0;
            if (ours != theirs) {
                wrong.add((ours ? "we: " : "they: ") + text);
            }
        }
        assertThat(wrong.stream().limit(20).toList()).isEmpty();
        assertThat(ids).isGreaterThan(500);
    }
}
