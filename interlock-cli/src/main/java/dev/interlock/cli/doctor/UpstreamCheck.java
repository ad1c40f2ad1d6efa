package dev.interlock.cli.doctor;

import dev.interlock.server.app.Upstreams;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import dev.interlock.server.upstream.UpstreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks what is behind the gateway for its tools, as the gateway asks it, and again as somebody would who has no credential: whatever
 * answers then can be used without the gateway.
 */
public final class UpstreamCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String REMEDY =
            "make it require a credential that only the gateway has (`headers` or `credential`, docs/credentials.md)";

    private UpstreamCheck() {}

    /** The answer to somebody: a number of tools, or why there are none. */
    private record Asked(Optional<Integer> tools, String why) {}

    /** Looks at an MCP server. */
    public static List<Finding> findings(UpstreamConfig upstream) throws InterruptedException {
        return switch (upstream) {
            case UpstreamConfig.Stdio stdio -> List.of(process(stdio));
            case UpstreamConfig.Http http -> {
                List<Finding> found = new ArrayList<>();
                for (URI url : http.urls()) {
                    instance(http, url, found);
                }
                yield found;
            }
        };
    }

    private static Finding process(UpstreamConfig.Stdio stdio) {
        Asked asked = ask(new UpstreamConfig.Stdio(
                stdio.name(), stdio.command(), stdio.environment(), stdio.directory(), stdio.era(), PATIENCE));
        if (asked.tools().isPresent()) {
            return Finding.ok(
                    Area.UPSTREAMS,
                    stdio.name(),
                    "it starts and has " + asked.tools().get() + " tools");
        }
        return stdio.credential().isPresent()
                ? Finding.warning(
                        Area.UPSTREAMS,
                        stdio.name(),
                        "it was not asked, because it needs a credential that is issued for each task",
                        "check `interlock upstream list` once agents use it")
                : Finding.problem(
                        Area.UPSTREAMS,
                        stdio.name(),
                        asked.why(),
                        "run its command on its own to see what it needs, and pass variables with `env`");
    }

    private static void instance(UpstreamConfig.Http http, URI url, List<Finding> found) throws InterruptedException {
        String place = http.name() + " (" + shown(url) + ")";
        Map<String, String> plain = http.headers().entrySet().stream()
                .filter(header -> !Secrets.isSecret(header.getKey(), header.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Asked past = ask(new UpstreamConfig.Http(http.name(), url, plain, http.era(), PATIENCE));
        boolean same = plain.equals(http.headers());
        Asked through =
                same ? past : ask(new UpstreamConfig.Http(http.name(), url, http.headers(), http.era(), PATIENCE));
        if (through.tools().isPresent()) {
            found.add(Finding.ok(
                    Area.UPSTREAMS, place, "it has " + through.tools().get() + " tools"));
        } else if (http.credential().isPresent() && answers(url)) {
            found.add(Finding.ok(
                    Area.UPSTREAMS, place, "it answers; the credential for its tools is issued for each task"));
        } else {
            found.add(Finding.problem(
                    Area.UPSTREAMS,
                    place,
                    through.why(),
                    "check that it is running, and that `url`, `headers` and the network are correct"));
            if (past.tools().isEmpty()) {
                return;
            }
        }
        found.add(
                past.tools().isPresent()
                        ? open(place, url, "it lists its " + past.tools().get() + " tools")
                        : Finding.ok(Area.PAST, place, "it does not answer without the gateway's credential"));
    }

    /** Looks at a REST API. */
    public static List<Finding> findings(ApiConfig api) throws InterruptedException {
        String place = api.name() + " (" + shown(api.url()) + ")";
        int status;
        try {
            status = Probe.get(api.url(), Optional.empty()).status();
        } catch (IOException e) {
            return List.of(Finding.problem(
                    Area.UPSTREAMS,
                    place,
                    "it cannot be reached: " + e.getClass().getSimpleName(),
                    "check that it is running, and that `url` and the network are correct"));
        }
        List<Finding> found = new ArrayList<>();
        found.add(Finding.ok(Area.UPSTREAMS, place, "it answers"));
        if (status == 401 || status == 403) {
            found.add(Finding.ok(Area.PAST, place, "it requires a credential (status " + status + ")"));
        } else if (status < 300) {
            found.add(open(place, api.url(), "it answers (status " + status + ")"));
        } else {
            found.add(Finding.ok(
                    Area.PAST,
                    place,
                    "its operations were not tried, because that could have side effects; its address answers with status "
                            + status));
        }
        return found;
    }

    /** Tells that something answers without a credential. Who else can reach an address of a private network cannot be seen from here. */
    private static Finding open(String place, URI url, String what) {
        String text = what + " to anyone, without a credential";
        boolean everybody;
        String who;
        try {
            InetAddress address = InetAddress.getByName(url.getHost().replaceAll("[\\[\\]]", ""));
            boolean here = address.isLoopbackAddress() || address.isAnyLocalAddress();
            everybody =
                    here || !address.isSiteLocalAddress() && !address.isLinkLocalAddress() && !isUniqueLocal(address);
            who = here ? ", so any program on this machine can bypass the gateway" : ", so the gateway can be bypassed";
        } catch (UnknownHostException e) {
            everybody = false;
            who = "";
        }
        return everybody
                ? Finding.problem(Area.PAST, place, text + who, REMEDY)
                : Finding.warning(
                        Area.PAST,
                        place,
                        text + ", if the network lets them reach it",
                        REMEDY + ", or let only the gateway reach it over the network");
    }

    /** Returns whether the address is one of IPv6 for private networks, {@code fc00::/7} (RFC 4193). */
    private static boolean isUniqueLocal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }

    private static boolean answers(URI url) throws InterruptedException {
        try {
            return Probe.get(url, Optional.empty()).status() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Asked ask(UpstreamConfig config) {
        try (var opened = Upstreams.open(config, Limits.DEFAULT)) {
            return new Asked(Optional.of(opened.listTools().size()), "");
        } catch (UpstreamException e) {
            // The server's own words may repeat what it was sent.
            return new Asked(Optional.empty(), "its tools cannot be listed: " + e.own());
        }
    }

    /** Returns an address without its path and query, which may hold a key. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
