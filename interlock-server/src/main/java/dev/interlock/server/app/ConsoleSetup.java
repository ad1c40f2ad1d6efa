package dev.interlock.server.app;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.console.Assets;
import dev.interlock.server.console.Changes;
import dev.interlock.server.console.ConsoleAddress;
import dev.interlock.server.console.ConsoleDoor;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.login.LoginIssuer;
import dev.interlock.server.console.login.Logins;
import dev.interlock.server.console.page.Pages;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.console.session.Sessions;
import dev.interlock.server.console.session.SignInLinks;
import dev.interlock.server.domain.RecordFeed;
import dev.interlock.server.door.api.Api;
import dev.interlock.server.http.helidon.Listener;
import dev.interlock.server.http.helidon.RunningListener;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Trust;
import dev.interlock.server.identity.passkey.RelyingParty;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.setting.Listen;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the console together, where there is one. */
final class ConsoleSetup implements AutoCloseable {

    private final ServerConfig config;
    private final InstantSource clock;
    private final ConsoleDoor door;
    private final Changes changes;
    private final Optional<SignInLinks> links;
    private final Logins logins;
    /** The listener of the console alone, where it has an address of its own. */
    private Optional<RunningListener> own = Optional.empty();

    private ConsoleSetup(ServerConfig config, InstantSource clock, ConsoleDoor door, ConsoleDoor.Parts parts) {
        this.config = config;
        this.clock = clock;
        this.door = door;
        this.changes = parts.changes();
        this.links = parts.links();
        this.logins = parts.logins();
    }

    /** Makes the console; empty where the configuration has none. */
    static Optional<ConsoleSetup> of(Core core, Api api, Authenticator authenticator) throws IOException {
        ServerConfig config = core.config();
        if (!config.console().isOn(config.listen(), !config.trust().logins().isEmpty())) {
            return Optional.empty();
        }
        var random = new SecureRandom();
        var seal = new Seal(random);
        ConsoleAddress address = config.console().address(config.listen());
        Optional<SignInLinks> links = config.console().hasLinks(config.listen())
                ? Optional.of(new SignInLinks(core.clock(), random))
                : Optional.empty();
        Assets assets = Assets.load();
        var changes = new Changes(new RecordFeed(core.domain()));
        var frames = new Frames(
                assets,
                config.domain(),
                HexFormat.of().toHexDigits(core.domain().ledger().verifierKey().id()));
        var parts = new ConsoleDoor.Parts(
                guard(core, address),
                new Sessions(core.clock(), random, seal, address.secure()),
                links,
                new Logins(seal, random, core.clock(), authenticator, issuers(config.trust())),
                seal,
                address,
                api::answer,
                changes,
                frames,
                core.clock());
        return Optional.of(
                new ConsoleSetup(config, core.clock(), new ConsoleDoor(parts, assets, Pages.of(frames)), parts));
    }

    /** A proxy may pass on the name by which browsers call it, and they say from which page they come by that name. */
    private static Guard guard(Core core, ConsoleAddress address) {
        Set<String> hosts = new TreeSet<>(core.doorSettings().hosts());
        Set<String> origins = new TreeSet<>(core.doorSettings().origins());
        address.url().ifPresent(url -> {
            hosts.add(url.getHost().toLowerCase(Locale.ROOT));
            origins.add(url.toString().toLowerCase(Locale.ROOT));
        });
        return new Guard(hosts, origins, Guard.Rules.PAGES);
    }

    private static List<LoginIssuer> issuers(TrustConfig trust) throws IOException {
        List<LoginIssuer> issuers = new ArrayList<>();
        for (Map.Entry<String, TrustConfig.Issuer> entry : trust.issuers().entrySet()) {
            TrustConfig.Issuer issuer = entry.getValue();
            if (issuer.login().isPresent()) {
                issuers.add(new LoginIssuer(entry.getKey(), issuer.login().get(), Trust.fetch(issuer)));
            }
        }
        return issuers;
    }

    /** Returns the paths of the console, where they are among those of the server. */
    List<Route> routes() {
        return config.console().listen().isEmpty() ? door.routes() : List.of();
    }

    /** Opens the console at its own address, if it has one. */
    void listen() throws IOException {
        Optional<Listen> at = config.console().listen();
        if (at.isEmpty()) {
            return;
        }
        try {
            own = Optional.of(Listener.of(0).start(at.get(), new RouteTable(door.routes()), clock));
        } catch (IOException | RuntimeException e) {
            throw new IOException("the console cannot listen on " + at.get() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes a link for each person who is registered, by their name: a secret that signs them in once.
     *
     * @param server the port of the server
     */
    SortedMap<String, String> links(int server) {
        SortedMap<String, String> all = new TreeMap<>();
        config.registry().all().stream()
                .filter(Caller::person)
                .forEach(person -> link(person, server).ifPresent(link -> all.put(person.name(), link)));
        return all;
    }

    /** Makes a link for one person; empty where people do not sign in by links. */
    Optional<String> link(Caller person, int server) {
        Listen at = config.console().at(config.listen());
        int port = own.map(RunningListener::port).orElse(server);
        return links.map(issuing ->
                at.scheme() + "://" + at.hostName() + ":" + port + ConsoleDoor.ROOT + "/in/" + issuing.issue(person));
    }

    /**
     * Returns the site for which passkeys are good: the address that is configured, or this machine by its name. Browsers have none for
     * numbers.
     *
     * @param server the port of the server
     */
    Optional<RelyingParty> site(int server) {
        Optional<URI> url = config.console().url();
        if (url.isPresent()) {
            return url.filter(address -> !address.getHost().matches("[0-9.]+|\\[.*"))
                    .map(RelyingParty::at);
        }
        Listen at = config.console().at(config.listen());
        int port = own.map(RunningListener::port).orElse(server);
        return at.loopback()
                ? Optional.of(RelyingParty.at(URI.create(at.scheme() + "://localhost:" + port)))
                : Optional.empty();
    }

    /** Ends the streams to open pages. */
    void turnAway() {
        changes.close();
    }

    @Override
    public void close() {
        own.ifPresent(RunningListener::stop);
        logins.close();
    }
}
