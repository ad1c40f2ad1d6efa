package dev.interlock.demo.testdomain;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A trust domain in a folder. {@code authority.pem} and {@code authority.key} sign certificates, {@code tokens.jwk} signs tokens, and
 * {@code bundle.json} is the bundle that verifiers read (SPIFFE Trust Domain and Bundle, section 4). Not thread-safe.
 */
public final class TestTrustDomain {

    /** The bundle, in the folder. */
    public static final String BUNDLE = "bundle.json";

    /** The certificate of the authority, in PEM, in the folder. */
    public static final String AUTHORITY = "authority.pem";

    private static final String AUTHORITY_KEY = "authority.key";
    private static final String TOKEN_KEY = "tokens.jwk";
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,255}");
    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");
    private static final int SAN_URI = 6;

    private final Path folder;
    private final String name;
    private final CertificateAuthority authority;
    private final ECKey tokens;
    private final InstantSource clock;
    private final SecureRandom random;

    private TestTrustDomain(
            Path folder,
            String name,
            CertificateAuthority authority,
            ECKey tokens,
            InstantSource clock,
            SecureRandom random) {
        this.folder = folder;
        this.name = name;
        this.authority = authority;
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
    }

    /** Returns whether the text can name a trust domain (SPIFFE-ID, section 2.1). */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns whether the text can be the path of a workload, from its slash on (SPIFFE-ID, section 2.2). */
    public static boolean isPath(String text) {
        return text.length() <= 1_700 && PATH.matcher(text).matches();
    }

    /**
     * Makes a trust domain.
     *
     * @param folder exists or is made; must hold no other trust domain
     * @throws IOException if there is one already, or the folder cannot be written
     * @throws IllegalArgumentException if the name is none
     */
    public static TestTrustDomain create(Path folder, String name, InstantSource clock, SecureRandom random)
            throws IOException {
        if (!isName(name)) {
            throw new IllegalArgumentException("`" + name + "` is not a valid name of a trust domain");
        }
        Files.createDirectories(folder);
        for (String file : List.of(AUTHORITY, AUTHORITY_KEY, TOKEN_KEY, BUNDLE)) {
            if (Files.exists(folder.resolve(file))) {
                throw new IOException("`" + folder + "` already contains a trust domain; choose another folder");
            }
        }
        CertificateAuthority authority = CertificateAuthority.create(name, clock.instant(), random);
        KeyPair pair = Keys.create(random);
        try {
            ECKey tokens = new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                    .privateKey(pair.getPrivate())
                    .keyIDFromThumbprint()
                    .build();
            OwnerOnly.write(folder.resolve(AUTHORITY_KEY), Keys.pem(authority.key()));
            OwnerOnly.write(folder.resolve(TOKEN_KEY), tokens.toJSONString() + "\n");
            Files.writeString(
                    folder.resolve(AUTHORITY),
                    Keys.pem("CERTIFICATE", authority.certificate().getEncoded()));
            var domain = new TestTrustDomain(folder, name, authority, tokens, clock, random);
            Files.writeString(folder.resolve(BUNDLE), domain.bundleText() + "\n");
            return domain;
        } catch (JOSEException | CertificateEncodingException e) {
            throw new IOException("the trust domain cannot be created: " + e.getMessage(), e);
        }
    }

    /** The trust domain that was made in this folder. @throws IOException if there is none, or its files are damaged */
    public static TestTrustDomain open(Path folder, InstantSource clock, SecureRandom random) throws IOException {
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(AUTHORITY))));
            PrivateKey key = Keys.privateKey(Files.readString(folder.resolve(AUTHORITY_KEY)));
            ECKey tokens = ECKey.parse(Files.readString(folder.resolve(TOKEN_KEY)));
            return new TestTrustDomain(
                    folder, nameOf(certificate), new CertificateAuthority(certificate, key), tokens, clock, random);
        } catch (GeneralSecurityException | ParseException | IllegalArgumentException e) {
            throw new IOException("the trust domain in `" + folder + "` is damaged; make a new one");
        } catch (IOException e) {
            throw new IOException(
                    "`" + folder + "` does not contain a trust domain; make one with `interlock identity domain`", e);
        }
    }

    private static String nameOf(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        for (List<?> one : names == null ? List.<List<?>>of() : names) {
            if (one.get(0).equals(SAN_URI) && one.get(1) instanceof String id && id.startsWith("spiffe://")) {
                return id.substring("spiffe://".length());
            }
        }
        throw new GeneralSecurityException("the authority names no trust domain");
    }

    public String name() {
        return name;
    }

    /** The bundle of the trust domain. */
    public Path bundle() {
        return folder.resolve(BUNDLE);
    }

    /** The certificate of the authority, for whoever connects to a server of the trust domain. */
    public Path authority() {
        return folder.resolve(AUTHORITY);
    }

    /** The SPIFFE ID of this path. */
    public String id(String path) {
        if (!isPath(path)) {
            throw new IllegalArgumentException("`" + path + "` is not a workload path");
        }
        return "spiffe://" + name + path;
    }

    private String bundleText() throws CertificateEncodingException {
        ECKey authorityKey = new ECKey.Builder(
                        Curve.P_256, (ECPublicKey) authority.certificate().getPublicKey())
                .x509CertChain(List.of(Base64.encode(authority.certificate().getEncoded())))
                .build();
        var keys = new ArrayList<Map<String, Object>>();
        keys.add(with(authorityKey.toJSONObject(), "x509-svid"));
        keys.add(with(tokens.toPublicJWK().toJSONObject(), "jwt-svid"));
        var bundle = new LinkedHashMap<String, Object>();
        bundle.put("keys", keys);
        bundle.put("spiffe_sequence", 1);
        bundle.put("spiffe_refresh_hint", 300);
        return JSONObjectUtils.toJSONString(bundle);
    }

    private static Map<String, Object> with(Map<String, Object> key, String use) {
        var more = new LinkedHashMap<>(key);
        more.put("use", use);
        return more;
    }

    /** A JWT-SVID (JWT-SVID, sections 2 and 3), with a `jti`, so that each can be told from any other. */
    public String token(String path, String audience, Duration life) {
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .subject(id(path))
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(life)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(tokens.getKeyID())
                .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(tokens));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of the trust domain cannot sign", e);
        }
    }

    /**
     * Writes an X.509-SVID: {@code NAME.pem} with its chain, and {@code NAME.key}.
     *
     * @param hosts names and addresses by which it is called, where it is a server's
     */
    public Svid certificate(Path into, String file, String path, List<String> hosts, Duration life) throws IOException {
        KeyPair pair = Keys.create(random);
        X509Certificate certificate = authority.issue(pair.getPublic(), id(path), hosts, clock.instant(), life, random);
        try {
            var svid = new Svid(into.resolve(file + ".pem"), into.resolve(file + ".key"), certificate);
            OwnerOnly.write(svid.key(), Keys.pem(pair.getPrivate()));
            Files.writeString(svid.certificates(), Keys.pem("CERTIFICATE", certificate.getEncoded()));
            return svid;
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes a file that nobody but its owner may read; one that is there is replaced. */
    public static void writeSecret(Path file, String text) throws IOException {
        OwnerOnly.write(file, text);
    }

    /** The files of an X.509-SVID that was written, and its certificate. */
    public record Svid(Path certificates, Path key, X509Certificate certificate) {}

    /** Shows the name alone, never a key. */
    @Override
    public String toString() {
        return "TestTrustDomain[" + name + "]";
    }
}
