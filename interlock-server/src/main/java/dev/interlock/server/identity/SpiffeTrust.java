package dev.interlock.server.identity;

import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.X509Svid;
import dev.interlock.server.jose.JwtResult;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one server, by the SPIFFE ID of its certificate and not by its name on the network. Thread-safe. */
final class SpiffeTrust extends X509ExtendedTrustManager {

    private final SpiffeId server;
    private final InstantSource clock;
    private final AtomicReference<Supplier<SpiffeBundle>> bundle;

    SpiffeTrust(SpiffeId server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
        this.bundle = new AtomicReference<>(() -> SpiffeBundle.empty(server.domain()));
    }

    /** Sets the bundle whose authorities are asked. */
    void by(Supplier<SpiffeBundle> known) {
        bundle.set(known);
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has TLS", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        JwtResult<X509Svid> result =
                X509Svid.verify(List.of(chain), bundle.get().get(), clock.instant());
        switch (result) {
            case JwtResult.Refused<X509Svid> refused -> throw new CertificateException(refused.message());
            case JwtResult.Ok<X509Svid>(X509Svid svid) -> {
                if (!svid.id().equals(server)) {
                    throw new CertificateException("the server is `" + svid.id() + "`, not `" + server + "`");
                }
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noClients();
    }

    private static CertificateException noClients() {
        return new CertificateException("clients are not verified here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
