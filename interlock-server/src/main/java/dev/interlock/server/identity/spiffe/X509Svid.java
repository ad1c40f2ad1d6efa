package dev.interlock.server.identity.spiffe;

import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An X.509-SVID that was verified (X509-SVID, sections 2 to 5).
 *
 * @param id whose it is
 * @param certificate its own
 * @param until when the first certificate of its chain ends
 */
public record X509Svid(SpiffeId id, X509Certificate certificate, Instant until) {

    private static final int LONGEST_CHAIN = 8;

    private static final int URI = 6;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;
    private static final String KEY_USAGE = "2.5.29.15";
    private static final Set<String> BOTH_SIDES = Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

    /** Returns the workload whose certificate this claims to be; refused if it names no SPIFFE ID, or more than one URI. */
    public static JwtResult<SpiffeId> subject(X509Certificate leaf) {
        Optional<List<String>> uris = uris(leaf);
        if (uris.isEmpty() || uris.get().size() != 1) {
            return refused(JwtProblem.CLAIM, "it must contain exactly one URI, its SPIFFE ID");
        }
        return SpiffeId.parse(uris.get().getFirst())
                .map(JwtResult::ok)
                .orElseGet(() -> refused(JwtProblem.CLAIM, "its URI is not a SPIFFE ID"));
    }

    /**
     * Verifies a certificate.
     *
     * @param chain its own first, then those between it and an authority; authorities among them count for nothing
     * @param bundle of the trust domain that the certificate's id is of, and no other
     */
    public static JwtResult<X509Svid> verify(List<X509Certificate> chain, SpiffeBundle bundle, Instant now) {
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            return refused(JwtProblem.TOO_LARGE, "a chain must have 1 to " + LONGEST_CHAIN + " certificates");
        }
        return subject(chain.getFirst()).then(id -> {
            // INVARIANT: authorities of one domain say nothing about ids of another.
            if (!id.domain().equals(bundle.domain())) {
                return refused(JwtProblem.ISSUER, "it and its authorities belong to different trust domains");
            }
            Optional<String> defect = leafDefect(id, chain.getFirst());
            if (defect.isPresent()) {
                return refused(JwtProblem.CLAIM, defect.get());
            }
            return path(chain, bundle, now).then(path -> {
                Instant until = path.stream()
                        .map(one -> one.getNotAfter().toInstant())
                        .min(Instant::compareTo)
                        .orElseThrow();
                return JwtResult.ok(new X509Svid(id, chain.getFirst(), until));
            });
        });
    }

    /** Returns what a leaf lacks by section 4 and the tables of the appendix, if anything. */
    private static Optional<String> leafDefect(SpiffeId id, X509Certificate leaf) {
        if (id.path().isEmpty()) {
            return Optional.of("the SPIFFE ID of a workload must have a path");
        }
        if (leaf.getBasicConstraints() != -1) {
            return Optional.of("it is the certificate of an authority (`cA`), not of a workload");
        }
        boolean[] usage = leaf.getKeyUsage();
        Set<String> critical = leaf.getCriticalExtensionOIDs();
        if (usage == null || critical == null || !critical.contains(KEY_USAGE)) {
            return Optional.of("its key usage must be present and critical");
        }
        if (!usage[DIGITAL_SIGNATURE] || usage[KEY_CERT_SIGN] || usage[CRL_SIGN]) {
            return Optional.of(
                    "its key must be for digital signatures, but not for signing certificates or revocations");
        }
        try {
            List<String> extended = leaf.getExtendedKeyUsage();
            return extended == null || extended.containsAll(BOTH_SIDES)
                    ? Optional.empty()
                    : Optional.of("its extended key usage must include both TLS server and TLS client");
        } catch (CertificateParsingException e) {
            return Optional.of("its extended key usage is not readable");
        }
    }

    /** Validates the path by section 5.1: path validation of RFC 5280, and what section 4 asks of authorities on the way. */
    private static JwtResult<List<X509Certificate>> path(
            List<X509Certificate> chain, SpiffeBundle bundle, Instant now) {
        List<X509Certificate> path = new ArrayList<>(chain);
        path.subList(1, path.size()).removeIf(bundle.x509Authorities()::contains);
        for (X509Certificate authority : path.subList(1, path.size())) {
            Optional<List<String>> uris = uris(authority);
            if (uris.isEmpty() || uris.get().size() > 1 || !isOfDomain(uris.get(), bundle.domain())) {
                return refused(JwtProblem.CLAIM, "an authority in its chain has the id of another trust domain");
            }
        }
        if (bundle.x509Authorities().isEmpty()) {
            return refused(JwtProblem.KEY_UNKNOWN, "its trust domain has no authority");
        }
        try {
            Set<TrustAnchor> anchors = bundle.x509Authorities().stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false); // what is revoked is not renewed, or leaves the bundle
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return JwtResult.ok(path);
        } catch (CertPathValidatorException e) {
            return refused(problem(e), why(e));
        } catch (GeneralSecurityException e) {
            return refused(JwtProblem.MALFORMED, "its chain is malformed");
        }
    }

    private static JwtProblem problem(CertPathValidatorException e) {
        return switch (e.getReason()) {
            case CertPathValidatorException.BasicReason.EXPIRED -> JwtProblem.EXPIRED;
            case CertPathValidatorException.BasicReason.NOT_YET_VALID -> JwtProblem.NOT_YET;
            default -> JwtProblem.SIGNATURE;
        };
    }

    private static String why(CertPathValidatorException e) {
        return switch (e.getReason()) {
            case CertPathValidatorException.BasicReason.EXPIRED ->
                "it or a certificate in its chain has expired: get a new one";
            case CertPathValidatorException.BasicReason.NOT_YET_VALID -> "it is not valid yet: compare the clocks";
            default -> "its chain does not lead to an authority of its trust domain: get a new one";
        };
    }

    private static boolean isOfDomain(List<String> uris, TrustDomain domain) {
        return uris.isEmpty()
                || SpiffeId.parse(uris.getFirst()).filter(domain.id()::equals).isPresent();
    }

    private static Optional<List<String>> uris(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> uris = new ArrayList<>();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.getFirst().equals(URI)) {
                    uris.add((String) name.get(1));
                }
            }
            return Optional.of(uris);
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }

    private static <T> JwtResult<T> refused(JwtProblem problem, String why) {
        return JwtResult.refused(problem, "the certificate is not accepted: " + why);
    }
}
