package dev.interlock.cli.doctor;

import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ClientTls;
import dev.interlock.server.tls.ListenTls;
import dev.interlock.server.tls.ServerTls;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Looks at the certificate of a server: its key, its end, and the names that it is for. */
public final class TlsCheck {

    private static final Duration SOON = Duration.ofDays(30);
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private TlsCheck() {}

    /** @param names by which callers know the server */
    public static List<Finding> findings(Listen listen, Collection<String> names, InstantSource clock) {
        if (listen.tls().isEmpty()) {
            return listen.loopback()
                    ? List.of(Finding.ok(Area.TLS, listen, "unencrypted, but only this machine can connect"))
                    : List.of(Finding.warning(
                            Area.TLS,
                            listen,
                            "other machines can connect without encryption, so their tokens can be read in transit",
                            "write `listen: {..., tls: {certificate: ..., key: ...}}`, or terminate TLS at a"
                                    + " proxy in front of it and listen on 127.0.0.1"));
        }
        ListenTls files = listen.tls().get();
        try {
            ServerTls.open(files, ServerTls.PERIOD, clock, () -> {}).close();
            X509Certificate certificate =
                    ClientTls.certificates(files.certificate()).getFirst();
            return certificate(files.certificate(), certificate, names, clock.instant());
        } catch (IOException e) {
            return List.of(Finding.problem(
                    Area.TLS,
                    files.certificate(),
                    String.valueOf(e.getMessage()),
                    "fix the files given under `tls`; until then the server does not start"));
        }
    }

    /** Looks at a certificate that can be used. */
    static List<Finding> certificate(Object place, X509Certificate certificate, Collection<String> names, Instant now) {
        List<Finding> found = new ArrayList<>();
        Instant end = certificate.getNotAfter().toInstant();
        SortedSet<String> covered = names(certificate);
        String about = "a certificate for " + String.join(", ", covered) + ", valid until " + end;
        if (end.isBefore(now)) {
            found.add(Finding.problem(Area.TLS, place, about + ", which has passed", "renew the certificate"));
        } else if (end.isBefore(now.plus(SOON))) {
            found.add(Finding.warning(
                    Area.TLS,
                    place,
                    about + ": that is in " + Duration.between(now, end).toDays() + " days",
                    "renew the certificate"));
        } else {
            found.add(Finding.ok(Area.TLS, place, about));
        }
        for (String name : new TreeSet<>(names)) {
            if (covered.stream().noneMatch(pattern -> covers(pattern, name.toLowerCase(Locale.ROOT)))) {
                found.add(Finding.warning(
                        Area.TLS,
                        place,
                        "the certificate is not for `" + name + "`, the name that callers use for the server",
                        "get a certificate with that name, or let callers use another name"));
            }
        }
        return found;
    }

    /** Looks at the certificates of authorities that a server presents after its own: what matters is only when they end. */
    static List<Finding> authorities(Object place, List<X509Certificate> authorities, Instant now) {
        List<Finding> found = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            Instant end = authority.getNotAfter().toInstant();
            if (end.isBefore(now.plus(SOON))) {
                found.add(Finding.warning(
                        Area.TLS,
                        place,
                        "the authority `" + authority.getSubjectX500Principal().getName()
                                + "` in the server's chain is valid until " + end,
                        "get a certificate from its successor"));
            }
        }
        return found;
    }

    private static boolean covers(String pattern, String name) {
        return pattern.equals(name)
                || pattern.startsWith("*.")
                        && name.indexOf('.') > 0
                        && name.substring(name.indexOf('.')).equals(pattern.substring(1));
    }

    private static SortedSet<String> names(X509Certificate certificate) {
        var names = new TreeSet<String>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (Objects.equals(one.getFirst(), DNS) || Objects.equals(one.getFirst(), ADDRESS)) {
                    names.add(one.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            return names;
        }
        return names;
    }
}
