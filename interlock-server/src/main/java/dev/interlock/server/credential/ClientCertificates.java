package dev.interlock.server.credential;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Certificates for clients of TLS, short-lived, from an authority of our own. The serial number is that of the lease,
 * so that a certificate can be revoked without knowing whether it was issued.
 */
public final class ClientCertificates implements CredentialEngine {

    /** The variables of a process that hold the credential, each in PEM. */
    static final Set<String> VARIABLES = Set.of("CLIENT_CERTIFICATE", "CLIENT_KEY", "CLIENT_CA");

    /** The first serial number, from which leases are counted: zero is none (RFC 5280, 4.1.2.2). */
    private static final BigInteger FIRST = BigInteger.ONE;

    private final CertificateAuthority authority;
    private final String name;
    private final InstantSource clock;

    /**
     * @param folder of the authority, which is made there when there is none
     * @param name of the credential, which the certificates show
     * @throws EngineException when what is in the folder is no authority that can be used
     */
    public ClientCertificates(Path folder, String name, InstantSource clock, SecureRandom random)
            throws EngineException {
        this.name = name;
        this.clock = clock;
        try {
            this.authority = CertificateAuthority.open(folder, name, clock.instant(), random);
        } catch (IOException e) {
            throw new EngineException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String kind() {
        return "certificate";
    }

    private static BigInteger serial(long lease) {
        return BigInteger.valueOf(lease).add(FIRST);
    }

    @Override
    public Issued issue(Grant grant) throws EngineException {
        Instant now = clock.instant();
        Instant latest = now.plus(CertificateAuthority.LONGEST);
        Instant until = grant.expires().isBefore(latest) ? grant.expires() : latest;
        if (!until.isAfter(now)) {
            throw new EngineException("the certificate would have expired already");
        }
        try {
            CertificateAuthority.Leaf leaf = authority.leaf(
                    serial(grant.lease()), grant.agent(), "urn:interlock:lease:" + grant.lease(), now, until);
            return new Issued(
                    Map.of(
                            "CLIENT_CERTIFICATE", leaf.certificatePem(),
                            "CLIENT_KEY", leaf.keyPem(),
                            "CLIENT_CA", authority.certificatePem()),
                    Optional.empty(),
                    Optional.empty());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new EngineException("the certificate cannot be issued: " + e.getMessage());
        }
    }

    @Override
    public Withdrawal withdraw(long lease) throws EngineException {
        try {
            authority.revoke(serial(lease), clock.instant());
            return Withdrawal.LISTED;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new EngineException("the list of revoked certificates cannot be written: " + e.getMessage());
        }
    }

    /** Returns no leases: an issued certificate is with its user, and the engine keeps none. */
    @Override
    public Set<Long> present() {
        return Set.of();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "ClientCertificates[" + name + "]";
    }
}
