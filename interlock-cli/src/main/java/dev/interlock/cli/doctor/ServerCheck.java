package dev.interlock.cli.doctor;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Looks at a server that runs, from where its clients are. */
public final class ServerCheck {

    private static final Duration APART = Duration.ofMinutes(5);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private ServerCheck() {}

    /** @param tls by which its certificate is checked; empty for what Java trusts */
    public static List<Finding> findings(URI server, Optional<SSLContext> tls, InstantSource clock)
            throws InterruptedException {
        String place = UpstreamCheck.shown(server);
        String base = server.toString().replaceFirst("/+$", "");
        List<Finding> found = new ArrayList<>();
        try {
            Probe.Answer live = Probe.get(URI.create(base + "/health/live"), tls);
            if (!live.isInterlock()) {
                return List.of(Finding.problem(
                        Area.SERVER,
                        place,
                        "the program that answers there is not an Interlock server (status " + live.status() + ")",
                        "give the address of a server with --url"));
            }
            found.add(ready(place, Probe.get(URI.create(base + "/health/ready"), tls)));
            live.date().ifPresent(date -> found.add(clock(place, date, clock.instant())));
            List<X509Certificate> chain = live.certificates().stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                found.addAll(TlsCheck.certificate(place, chain.getFirst(), List.of(server.getHost()), clock.instant()));
                found.addAll(TlsCheck.authorities(place, chain.subList(1, chain.size()), clock.instant()));
            } else if (!LOCAL.contains(server.getHost())) {
                found.add(Finding.warning(
                        Area.TLS,
                        place,
                        "tokens are sent there unencrypted and can be read in transit",
                        "use TLS on the server, or on a proxy in front of it"));
            }
        } catch (SSLException e) {
            return List.of(Finding.problem(
                    Area.TLS,
                    place,
                    "the server presents no certificate that is trusted here: " + e.getMessage(),
                    "give the authority that issued it with --ca; if its chain is incomplete, put the certificates of"
                            + " the authorities in between into the server's certificate file"));
        } catch (IOException e) {
            return List.of(Finding.problem(
                    Area.SERVER,
                    place,
                    "no server answers: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    "start it with `interlock serve`, and see whether a firewall or a proxy is in between"));
        }
        return found;
    }

    private static Finding ready(String place, Probe.Answer answer) {
        String told = answer.body()
                .map(body -> body.path("detail").asText(body.path("warning").asText("")))
                .orElse("");
        if (answer.status() != 200) {
            return Finding.problem(
                    Area.SERVER, place, "the server is running but decides nothing: " + told, "see docs/watch.md");
        }
        return told.isEmpty()
                ? Finding.ok(Area.SERVER, place, "the server is ready")
                : Finding.warning(Area.SERVER, place, "the server is ready: " + told, "see docs/watch.md");
    }

    private static Finding clock(String place, String date, Instant now) {
        try {
            Instant there = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            Duration apart = Duration.between(there, now).abs();
            return apart.compareTo(APART) > 0
                    ? Finding.warning(
                            Area.CLOCK,
                            place,
                            "its clock and that of this machine are " + apart.toMinutes() + " minutes apart",
                            "correct the wrong one, because tokens and proofs are valid for only minutes")
                    : Finding.ok(Area.CLOCK, place, "its clock agrees with that of this machine");
        } catch (DateTimeParseException e) {
            return Finding.ok(Area.CLOCK, place, "it does not report its time");
        }
    }
}
