package dev.interlock.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 and 1.2 for a listener. Looks at its files every few seconds, and from then on new connections use what they hold. Files
 * that cannot be used are told to the log, and what was there before stays in use: until whoever replaces certificate and key is done
 * with both, they do not belong together. Thread-safe.
 */
public final class ServerTls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ServerTls.class.getName());

    /** The longest time until a changed file is noticed. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    /** The versions of TLS that are spoken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final int SESSION_SECONDS = 600;
    private static final int SESSIONS = 10_000;

    private final ListenTls files;
    private final InstantSource clock;
    private final SwitchedContext context;
    private final ScheduledExecutorService looking;
    /** The digest of the files that were looked at last, usable or not. */
    private String seen;

    private ServerTls(ListenTls files, InstantSource clock, SwitchedContext context, String seen) {
        this.files = files;
        this.clock = clock;
        this.context = context;
        this.seen = seen;
        this.looking = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("interlock-tls").factory());
    }

    /**
     * Reads the files, and goes on to look at them.
     *
     * @param connecting runs on the thread of each connection before its handshake
     * @throws TlsException if they cannot be used, with file and remedy
     */
    public static ServerTls open(ListenTls files, Duration period, InstantSource clock, Runnable connecting)
            throws IOException {
        Material material = Material.read(files, clock.instant());
        var tls = new ServerTls(
                files, clock, SwitchedContext.of(context(files, material), connecting), material.digest());
        ScheduledFuture<?> _ = tls.looking.scheduleWithFixedDelay(
                tls::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return tls;
    }

    /** Returns the context of connections, which follows the files. */
    public SSLContext context() {
        return context;
    }

    /** Returns whether clients show certificates. */
    public ListenTls.Clients clients() {
        return files.clients();
    }

    private synchronized void look() {
        String now = seen;
        try {
            now = Material.digest(files);
            if (now.equals(seen)) {
                return;
            }
            Material material = Material.read(files, clock.instant());
            context.become(context(files, material));
            LOG.log(
                    System.Logger.Level.INFO,
                    "new connections use the new certificate, which is valid until "
                            + material.chain().getFirst().getNotAfter().toInstant());
        } catch (IOException | RuntimeException e) {
            String defect = String.valueOf(e.getMessage());
            // Told once, not every few seconds.
            now = now.equals(seen) ? defect : now;
            if (!now.equals(seen)) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the TLS files changed and cannot be used, so the previous ones stay in use: " + defect);
            }
        }
        seen = now;
    }

    private static SSLContext context(ListenTls files, Material material) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(ClientTls.keyManagers("server", material.chain(), material.key()), trust(material), null);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsException(files.key(), "cannot be used with its certificate: " + e.getMessage());
        }
    }

    private static TrustManager[] trust(Material material) throws GeneralSecurityException, IOException {
        return material.authorities().isEmpty()
                ? new TrustManager[] {new AnyCertificate()}
                : ClientTls.trustManagers(material.authorities());
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
