package dev.interlock.server.app;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.breakglass.LaneAuthenticator;
import dev.interlock.server.breakglass.LaneCredentials;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.console.ConsoleDoor;
import dev.interlock.server.door.api.Api;
import dev.interlock.server.door.api.ApiSettings;
import dev.interlock.server.door.authzen.AuthzenDoor;
import dev.interlock.server.door.hook.HookDoor;
import dev.interlock.server.door.mcp.http.McpDoor;
import dev.interlock.server.door.rest.RestDoor;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.http.server.RouteTable;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.Callers;
import dev.interlock.server.identity.passkey.RelyingParty;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.notify.channel.ChannelDoor;
import dev.interlock.server.notify.channel.ChannelsConfig;
import dev.interlock.server.notify.signal.SignalDoor;
import dev.interlock.server.oauth.OAuth;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.workbench.Workbench;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The doors that callers connect to, each at its path. */
final class Doors {

    private final Core core;
    private final Intake intake;
    private final Notifications notifications;
    private final RecordIndex index;
    private final IntSupplier port;
    private final Optional<OAuth> issuing;
    private final LaneCredentials lanes;
    private final BundleChanges bundles;
    private final Workbench workbench;
    private final McpDoor mcp;
    private final RestDoor rest;
    private final Api api;
    private final Optional<AuthzenDoor> deciding;
    private final Optional<ConsoleSetup> console;

    /**
     * @param index of the record, of the core's domain
     * @param port where the doors are; known once somebody can ask
     * @throws IOException if keys, or what is kept of access requests, cannot be read
     */
    Doors(Core core, Callers callers, Notifications notifications, RecordIndex index, IntSupplier port)
            throws IOException {
        this.core = core;
        this.intake = Intake.of(core, callers);
        core.telemetry().watch(intake.limiter());
        this.notifications = notifications;
        this.index = index;
        this.port = port;
        this.issuing = issuing();
        this.lanes = new LaneCredentials(core.domain(), new SecureRandom());
        this.bundles = new BundleChanges(core.config(), core.domain(), core.policy());
        this.workbench = Workbench.of(core.domain(), bundles::kept, core.clock());
        this.mcp = mcp(agents("/mcp"));
        this.rest = rest(agents("/rest"));
        this.api = api();
        this.deciding = deciding();
        this.console = ConsoleSetup.of(core, api, intake.authenticator(ConsoleDoor.ROOT));
    }

    /** Tokens are issued, where they are; what was issued counts at the doors. */
    private Optional<OAuth> issuing() throws IOException {
        ServerConfig config = core.config();
        if (config.oauth().isEmpty()) {
            return Optional.empty();
        }
        OAuthConfig settings = config.oauth().get();
        OAuth oauth = OAuthSetup.of(core, intake, settings, address(config.listen(), settings.issuer()));
        core.keys().changeWith(oauth);
        return Optional.of(oauth);
    }

    /** The address by which callers know the server: the configured one, else where it listens. */
    private Supplier<String> address(Listen listen, Optional<String> configured) {
        return () -> configured.orElseGet(() -> listen.scheme() + "://" + listen.hostName() + ":"
                + (listen.port() == 0 ? port.getAsInt() : listen.port()));
    }

    /** Returns the authenticator of a door for agents, where tokens for tasks and credentials of lanes count as well. */
    private Authenticator agents(String door) {
        Authenticator parties = intake.authenticator(door);
        Authenticator all = issuing.map(oauth -> oauth.shown().before(parties)).orElse(parties);
        return new LaneAuthenticator(all, lanes, intake::refusedCredential, door);
    }

    private McpDoor mcp(Authenticator authenticator) {
        var door = new McpDoor(
                core.doorSettings(),
                authenticator,
                core.gate("mcp"),
                core.upstreams()::named,
                intake.limiter(),
                core.clock(),
                new SecureRandom());
        core.domain().onRecorded(batch -> {
            if (batch.stream().map(Recorded::event).anyMatch(Doors::answersHold)) {
                door.holdAnswered();
            }
        });
        return door;
    }

    private HookDoor hooks() {
        var door = new HookDoor(
                core.doorSettings(),
                intake.authenticator("/v1/hooks"),
                intake.limiter(),
                core.domain(),
                index,
                core.enforcer(),
                core.config().content().trustedPrompts(),
                intake.refusals()::known);
        core.telemetry().watch(door);
        return door;
    }

    private static boolean answersHold(Event event) {
        return event instanceof Event.HoldAnswered || event instanceof HoldEvent;
    }

    private RestDoor rest(Authenticator authenticator) {
        return new RestDoor(
                core.doorSettings(),
                authenticator,
                core.gate("rest"),
                core.apis().byName(),
                intake.limiter(),
                core.config().limits().answerBytes());
    }

    private Api api() throws IOException {
        ServerConfig config = core.config();
        var behind = new Api.Dependencies(
                core.domain(),
                index,
                config.registry(),
                core.policy()::get,
                core.keptBundles()::rules,
                bundles,
                workbench,
                core.enforcer(),
                core.upstreams()::health,
                SigningKeys.openForRecords(config.data(), core.clock().instant(), new SecureRandom()),
                new LaneProofs(config.registry(), issuing.isPresent()),
                lanes,
                core.phrases());
        return new Api(
                behind,
                intake.authenticator("/v1"),
                ApiSettings.of(
                                core.doorSettings().origins(),
                                core.doorSettings().hosts(),
                                intake.limiter()::api)
                        .withLogins(config.trust().logins())
                        .withRoles(config.roles())
                        .withStepUp(config.stepUp())
                        .withSite(this::consoleSite)
                        .withConsoleLinks(this::consoleLink)
                        .withChannels(channels(config.channels()))
                        .withAttempts(intake.refusals()::known));
    }

    /** Makes the door for enforcement points outside, if any is configured. */
    /** What people are told of the channels: names, and what each does. */
    private static List<ApiSettings.Channel> channels(ChannelsConfig config) {
        SortedMap<String, Set<String>> speakers = config.speakers();
        return config.channels().entrySet().stream()
                .map(channel -> new ApiSettings.Channel(
                        channel.getKey(),
                        channel.getValue().to().isPresent(),
                        channel.getValue().events(),
                        speakers.getOrDefault(channel.getKey(), Set.of())))
                .toList();
    }

    private Optional<AuthzenDoor> deciding() throws IOException {
        ServerConfig config = core.config();
        if (config.authzen().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> url =
                config.authzen().get().url().or(() -> config.oauth().flatMap(OAuthConfig::issuer));
        return Optional.of(
                AuthzenSetup.of(core, intake, config.authzen().get(), address(config.listen(), url), issuing, lanes));
    }

    /** Returns which door answers at which path. */
    RouteTable routes() {
        ServerConfig config = core.config();
        RefusalRecord refusals = intake.refusals();
        var routes = new ArrayList<Route>(mcp.routes());
        routes.addAll(rest.routes());
        routes.addAll(hooks().routes());
        deciding.ifPresent(door -> routes.addAll(door.routes()));
        issuing.ifPresent(oauth -> routes.addAll(oauth.routes()));
        notifications.signals().ifPresent(signals -> routes.addAll(new SignalDoor(signals).routes()));
        routes.addAll(core.telemetry().routes());
        routes.addAll(core.telemetry().audit(intake.authenticator("/v1"), core.doorSettings()));
        routes.addAll(new ChannelDoor(
                        config.channels(),
                        core.domain(),
                        config.registry(),
                        config.roles(),
                        config.stepUp(),
                        core.clock(),
                        refusals::channel)
                .routes());
        console.ifPresent(pages -> routes.addAll(pages.routes()));
        routes.addAll(api.routes()); // all of /v1 that nobody above has
        return new RouteTable(routes);
    }

    /** Opens the doors: callers can connect from now on. */
    void open() throws IOException {
        core.telemetry().listen();
        if (console.isPresent()) {
            console.get().listen();
        }
        if (deciding.isPresent()) {
            deciding.get().start();
        }
    }

    private Optional<String> consoleLink(Caller person) {
        return console.flatMap(pages -> pages.link(person, port.getAsInt()));
    }

    private Optional<RelyingParty> consoleSite() {
        return console.flatMap(pages -> pages.site(port.getAsInt()));
    }

    /** Makes links by which people sign in to the console, by their name; none where there is no console, or no links to it. */
    SortedMap<String, String> consoleLinks() {
        return console.map(pages -> pages.links(port.getAsInt())).orElseGet(TreeMap::new);
    }

    /** Ends the calls that wait for their caller, without an answer; others go on to their end. */
    void turnAway() {
        mcp.turnAway();
        console.ifPresent(ConsoleSetup::turnAway);
    }

    /** Closes what is left after nobody is answered any more. */
    void close() {
        mcp.close();
        workbench.close();
        console.ifPresent(ConsoleSetup::close);
        deciding.ifPresent(AuthzenDoor::close);
    }
}
