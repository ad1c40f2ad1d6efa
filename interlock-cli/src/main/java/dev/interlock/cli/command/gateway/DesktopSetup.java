package dev.interlock.cli.command.gateway;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.Upstreams;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The setup that one client on this machine works with.
 *
 * @param client the party that the client is
 * @param endpoint the server or servers that it sees
 */
record DesktopSetup(ServerConfig config, PolicyBundle.Compiled policy, Caller client, String endpoint) {

    /**
     * The wrapping of one server.
     *
     * @param server its name in the catalogue of the bundle, unless there is only one
     * @param intent likewise
     * @param agent the name of the client
     * @param data folder of the record, unless it is where programs keep what is the user's
     * @param passed names of variables that it gets
     * @param approvers the people who answer held calls
     */
    record Wrapping(
            Path bundle,
            Optional<String> server,
            Optional<String> intent,
            String agent,
            Optional<Path> data,
            List<String> passed,
            List<String> command,
            List<Approver> approvers) {

        /** Returns the same wrapping under another bundle. */
        Wrapping of(Path other) {
            return new Wrapping(other, server, intent, agent, data, passed, command, approvers);
        }

        /** Returns the folder of the record. */
        Path data(String bundleName, Map<String, String> environment) {
            return data.orElseGet(() -> home(environment).resolve(bundleName));
        }

        /** Returns the process to start, after it is known that there is such a program. */
        UpstreamConfig.Stdio process(String name, Map<String, String> environment) throws WrongUsage {
            Map<String, String> given = new TreeMap<>();
            for (String variable : passed) {
                String value = environment.get(variable);
                if (value == null) {
                    throw new WrongUsage(
                            "the environment variable `" + variable + "` is not set; set it, or leave out --env");
                }
                given.put(variable, value);
            }
            there(command.getFirst(), environment);
            return new UpstreamConfig.Stdio(
                    name, command, given, Optional.empty(), UpstreamConfig.Era.AUTO, Limits.DEFAULT.callTime());
        }
    }

    /** Sets up one server that is started here, under a bundle. */
    static DesktopSetup of(Wrapping wrapping, PolicyBundle.Compiled policy, Map<String, String> environment)
            throws WrongUsage {
        String upstream = one("--server", "server", wrapping.server(), servers(policy));
        String works = one(
                "--intent",
                "intent",
                wrapping.intent(),
                policy.engine().intents().keySet());
        UpstreamConfig.Stdio process = wrapping.process(upstream, environment);
        Caller client = person(wrapping.agent(), works);
        List<Registry.Entry> parties = new ArrayList<>(List.of(new Registry.Entry(client, List.of())));
        for (Approver approver : wrapping.approvers()) {
            parties.add(approver.entry(policy.engine(), wrapping.agent()));
        }
        ServerConfig config = ServerConfig.of(
                        "interlock.local/" + policy.engine().name(),
                        wrapping.data(policy.engine().name(), environment),
                        wrapping.bundle(),
                        new Registry(parties))
                .withListen(new Listen("127.0.0.1", 0))
                .withUpstreams(Map.of(upstream, process))
                .withSingleAdministrator(true)
                .build();
        return new DesktopSetup(config, policy, client, upstream);
    }

    /**
     * Servers of a configuration, for one of its agents.
     *
     * @param endpoint all servers, unless it says which
     */
    static DesktopSetup of(Configured configured, String agent, Optional<String> endpoint) throws WrongUsage {
        ServerConfig config = configured.config();
        Set<String> agents = new TreeSet<>();
        for (Caller known : config.registry().all()) {
            if (!known.person()) {
                agents.add(known.name());
            }
        }
        String name = one("--agent", "agent", Optional.of(agent).filter(said -> !said.isEmpty()), agents);
        Caller client = config.registry().named(name).orElseThrow();
        if (client.implicitIntent().isEmpty()) {
            throw new WrongUsage("agent `" + name
                    + "` has no `intent` in the configuration, which it needs because a client on this machine names"
                    + " no task; add one");
        }
        Set<String> endpoints = new TreeSet<>(config.upstreams().keySet());
        endpoints.addAll(config.endpoints().keySet());
        if (endpoints.isEmpty()) {
            throw new WrongUsage("the configuration has no `upstreams`, so there are no servers to offer; add one");
        }
        String offered = endpoint.isPresent() ? one("--endpoint", "endpoint", endpoint, endpoints) : Upstreams.ALL;
        return new DesktopSetup(config, configured.policy(), client, offered);
    }

    /** Returns the names of the servers that the client sees. */
    Collection<String> servers() {
        return endpoint.equals(Upstreams.ALL)
                ? config.upstreams().keySet()
                : config.endpoints().getOrDefault(endpoint, List.of(endpoint));
    }

    /**
     * Refuses a program that is not there. Told here, where the one who mistyped it reads it; later it could only be told to the
     * client.
     */
    private static void there(String program, Map<String, String> environment) throws WrongUsage {
        if (program.contains(File.separator)) {
            if (!startable(Path.of(program))) {
                throw new WrongUsage("`" + program + "` is not a program that can be started");
            }
            return;
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && startable(Path.of(folder, program))) {
                return;
            }
        }
        throw new WrongUsage("there is no program `" + program
                + "` on the PATH, which desktop clients often shorten; give its full path: `"
                + File.separator + "...`");
    }

    private static boolean startable(Path program) {
        return Files.isRegularFile(program) && Files.isExecutable(program);
    }

    /** The agent of the person whose machine it is: a new instance with each start. */
    private static Caller person(String agent, String works) {
        byte[] run = new byte[6];
        new SecureRandom().nextBytes(run);
        return new Caller(
                agent,
                agent + "-" + HexFormat.of().formatHex(run),
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known(System.getProperty("user.name", "somebody")))),
                new TreeSet<>(),
                Optional.of(works));
    }

    private static Set<String> servers(PolicyBundle.Compiled policy) {
        var names = new TreeSet<String>();
        policy.catalog().tools().keySet().forEach(tool -> names.add(tool.substring(0, tool.indexOf('/'))));
        return names;
    }

    private static String one(String option, String what, Optional<String> said, Collection<String> known)
            throws WrongUsage {
        String names = known.isEmpty() ? "none" : "`" + String.join("`, `", new TreeSet<>(known)) + "`";
        String place = what.equals("server") || what.equals("intent") ? "bundle" : "configuration";
        if (said.isPresent() && !known.contains(said.get())) {
            throw new WrongUsage("the " + place + " has no " + what + " `" + said.get() + "`; it has " + names);
        }
        return said.or(() -> known.size() == 1 ? known.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new WrongUsage("which " + what + "? choose one with " + option + ": " + names));
    }

    /** Returns the folder in which programs keep what is the user's (XDG Base Directory). */
    private static Path home(Map<String, String> environment) {
        // The XDG specification has a relative path ignored.
        Path xdg = Path.of(environment.getOrDefault("XDG_DATA_HOME", ""));
        Path share = xdg.isAbsolute() ? xdg : Path.of(System.getProperty("user.home", "."), ".local", "share");
        return share.resolve("interlock");
    }
}
