package dev.interlock.server.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context that can be replaced by another one while a server uses it. Each has sessions of its own, so that none that began
 * under the old files goes on under the new. Thread-safe.
 */
final class SwitchedContext extends SSLContext {

    private final Spi spi;

    private SwitchedContext(Spi spi, SSLContext first) {
        super(spi, first.getProvider(), first.getProtocol());
        this.spi = spi;
    }

    /** @param connecting runs on the thread of each connection, before its handshake */
    static SwitchedContext of(SSLContext first, Runnable connecting) {
        return new SwitchedContext(new Spi(first, connecting), first);
    }

    void become(SSLContext next) {
        spi.current = next;
    }

    private static final class Spi extends SSLContextSpi {
        private volatile SSLContext current;
        private final Runnable connecting;

        Spi(SSLContext current, Runnable connecting) {
            this.current = current;
            this.connecting = connecting;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("it is made from initialized contexts");
        }

        /** Makes an engine for a look at its parameters. */
        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return current.createSSLEngine();
        }

        /** Makes the engine of a connection. */
        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            connecting.run();
            return current.createSSLEngine(host, port);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return current.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return current.getServerSocketFactory();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return current.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return current.getSupportedSSLParameters();
        }
    }
}
