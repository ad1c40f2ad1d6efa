package dev.interlock.cli.command.gateway;

import dev.interlock.cli.hook.ClaudeCode;
import dev.interlock.cli.hook.ClientSettings;
import dev.interlock.cli.hook.Codex;
import dev.interlock.cli.hook.Copilot;
import dev.interlock.cli.hook.Cursor;
import dev.interlock.cli.hook.Gemini;
import dev.interlock.cli.hook.ManagedHook;
import dev.interlock.cli.hook.OpenCode;
import dev.interlock.cli.hook.Platform;
import dev.interlock.cli.hook.SettingsException;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock hook}: installs the hook by which a coding agent's own tools are decided. */
@Command(
        name = "hook",
        description = "Let the gateway decide what a coding agent does with its tools.",
        subcommands = {HookCommand.Install.class, HookCommand.Uninstall.class},
        footer = {"", "For example: interlock hook install claude-code --token-file author.token"})
public final class HookCommand extends CommandGroup {

    /** The coding agents whose hooks are known. */
    static final List<ClientSettings> CLIENTS =
            List.of(new ClaudeCode(), new Codex(), new Gemini(), new Copilot(), new Cursor(), new OpenCode());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private static ClientSettings client(String name) throws WrongUsage {
        return CLIENTS.stream()
                .filter(client -> client.client().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUsage("unknown coding agent `" + name + "`; choose one of "
                        + String.join(
                                ", ",
                                CLIENTS.stream().map(ClientSettings::client).toList())));
    }

    /** The place of the hook: one project, or all of a person's. */
    static final class Target {

        @Option(
                names = "--project",
                paramLabel = "FOLDER",
                description = "For this project only (default: the current folder).")
        private @Nullable Path project;

        @Option(names = "--user", description = "For all projects of the current user.")
        private boolean user;

        @Option(
                names = "--managed",
                description = "For all users of this machine: the settings that an administrator deploys.")
        private boolean managed;

        @Option(
                names = "--root",
                paramLabel = "FOLDER",
                description = "With --managed: the folder below which the files are written, for a package or another "
                        + "machine (default: /).")
        private @Nullable Path root;

        @Option(
                names = "--platform",
                paramLabel = "PLATFORM",
                description = "With --managed: linux or macos (default: this machine's).")
        private @Nullable Platform platform;

        boolean isManaged() throws WrongUsage {
            if (managed && (user || project != null)) {
                throw new WrongUsage(
                        "a managed hook is for all users and projects; leave out --user and --project, or --managed");
            }
            if (!managed && (root != null || platform != null)) {
                throw new WrongUsage("--root and --platform need --managed; add it, or leave them out");
            }
            return managed;
        }

        /** Returns whether the files are for this machine. */
        boolean isHere() {
            return root == null && platform == null;
        }

        ManagedHook managed(ClientSettings client) {
            Path below = root == null ? Path.of("/") : root.toAbsolutePath().normalize();
            return new ManagedHook(client, platform == null ? Platform.here() : platform, below);
        }

        Path folder(CommandSpec spec) throws WrongUsage {
            if (user && project != null) {
                throw new WrongUsage(
                        "a hook is either for one project or for the user; give --project or --user, not both");
            }
            if (user) {
                String home =
                        Surroundings.of(spec).environment().getOrDefault("HOME", System.getProperty("user.home", ""));
                return Path.of(home).toAbsolutePath().normalize();
            }
            Path folder =
                    (project == null ? Path.of("") : project).toAbsolutePath().normalize();
            if (!Files.isDirectory(folder)) {
                throw new WrongUsage("`" + folder + "` is not a folder");
            }
            return folder;
        }

        Path settings(ClientSettings client, Path folder) {
            return user ? client.ofUser(folder) : client.inProject(folder);
        }
    }

    @Command(
            name = "install",
            description = "Write the hook into the settings of a coding agent, and the script that it runs.")
    static final class Install implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "CLIENT", description = "claude-code, codex, gemini, copilot, cursor or opencode.")
        private String name;

        @Mixin
        private Target target;

        @Option(
                names = "--url",
                paramLabel = "URL",
                defaultValue = "http://127.0.0.1:7420",
                description = "Where the server is (default: ${DEFAULT-VALUE}).")
        private URI url;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                required = true,
                description = "The file with the agent's token.")
        private Path tokenFile;

        @Option(
                names = "--name",
                paramLabel = "PROJECT",
                description = "The project's name in the rules (default: the name of its folder).")
        private @Nullable String projectName;

        @Option(
                names = "--intent",
                paramLabel = "INTENT",
                description = "The intent of its sessions, if the configuration does not specify it.")
        private @Nullable String intent;

        @Option(
                names = "--through",
                paramLabel = "SERVER",
                split = ",",
                description =
                        "An MCP server that the client reaches through the gateway, which decides calls to its tools;"
                                + " repeatable.")
        private List<String> through = List.of();

        @Option(names = "--print", description = "With --managed: print the files, and write nothing.")
        private boolean print;

        @Override
        public Integer call() throws IOException, WrongUsage {
            ClientSettings client = client(name);
            boolean managed = target.isManaged();
            if (print && !managed) {
                throw new WrongUsage("--print needs --managed; add it, or leave it out");
            }
            if (!Files.isReadable(tokenFile) && !(managed && (print || !target.isHere()))) {
                throw new WrongUsage("`" + tokenFile + "` cannot be read; create one with `interlock token --file`");
            }
            String scheme = url.getScheme();
            if (url.getHost() == null
                    || scheme == null
                    || !List.of("http", "https").contains(scheme)) {
                throw new WrongUsage("`" + url + "` is not the address of a server, such as http://127.0.0.1:7420");
            }
            try {
                return managed ? deploy(client) : install(client, target.folder(spec));
            } catch (SettingsException e) {
                throw new WrongUsage(String.valueOf(e.getMessage()));
            }
        }

        private int install(ClientSettings client, Path folder) throws IOException, SettingsException, WrongUsage {
            Path file = target.settings(client, folder);
            String asked = address(client, folder);
            client.install(file, folder, asked, tokenFile.toAbsolutePath().normalize());
            tell(client, file, client.script(file, folder), asked, client.gaps());
            return ExitCode.FINE;
        }

        private int deploy(ClientSettings client) throws IOException, SettingsException, WrongUsage {
            if (projectName == null) {
                throw new WrongUsage(
                        "a managed hook is for all projects; give the name that rules use for them with --name");
            }
            ManagedHook hook = target.managed(client);
            String asked = address(client, hook.root());
            Map<Path, String> files =
                    hook.files(asked, tokenFile.toAbsolutePath().normalize());
            if (print) {
                files.forEach((file, text) -> spec.commandLine()
                        .getOut()
                        .print("# " + file + "\n" + text + (text.endsWith("\n") ? "" : "\n")));
                spec.commandLine().getOut().flush();
                return ExitCode.FINE;
            }
            try {
                ManagedHook.write(files);
            } catch (AccessDeniedException e) {
                throw new WrongUsage("`" + e.getFile() + "` cannot be written; run this as root, or write the files "
                        + "below another folder with --root");
            }
            tell(client, hook.settings(), hook.script(), asked, hook.gaps());
            return ExitCode.FINE;
        }

        private void tell(ClientSettings client, Path file, Path script, String asked, List<String> gaps) {
            var screen = new Screen(
                    spec.commandLine().getOut(), Surroundings.of(spec).colours());
            screen.line("The hook of " + client.client() + " is in " + file
                    + (script.equals(file) ? "" : ", and its script in " + script) + ".");
            screen.line("It asks " + asked + ", and blocks every tool for which it gets no decision.");
            screen.line("What it cannot guarantee:");
            gaps.forEach(gap -> screen.line("- " + gap));
        }

        private String address(ClientSettings client, Path folder) throws WrongUsage {
            Path last = folder.getFileName();
            String project = projectName != null ? projectName : last == null ? "" : last.toString();
            String server = url.toString();
            String query = "?project=" + checked("--name", project)
                    + (intent == null ? "" : "&intent=" + checked("--intent", intent));
            if (!through.isEmpty()) {
                for (String each : through) {
                    checked("--through", each);
                }
                query += "&through=" + String.join(",", through);
            }
            return (server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + "/v1/hooks/"
                    + client.client() + query;
        }

        private static String checked(String option, String value) throws WrongUsage {
            if (!NAME.matcher(value).matches()) {
                throw new WrongUsage("`" + value + "` is not a valid name for " + option
                        + "; use letters, digits, dots, dashes and underscores");
            }
            return value;
        }
    }

    @Command(name = "uninstall", description = "Remove the hook from the settings of a coding agent.")
    static final class Uninstall implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "CLIENT", description = "claude-code, codex, gemini, copilot, cursor or opencode.")
        private String name;

        @Mixin
        private Target target;

        @Override
        public Integer call() throws IOException, WrongUsage {
            ClientSettings client = client(name);
            Path file;
            boolean removed;
            try {
                if (target.isManaged()) {
                    ManagedHook hook = target.managed(client);
                    file = hook.settings();
                    removed = hook.remove();
                } else {
                    Path folder = target.folder(spec);
                    file = target.settings(client, folder);
                    removed = client.uninstall(file, folder);
                }
            } catch (SettingsException e) {
                throw new WrongUsage(String.valueOf(e.getMessage()));
            }
            spec.commandLine()
                    .getOut()
                    .println(removed ? "The hook is no longer in " + file + "." : "There was no hook in " + file + ".");
            return ExitCode.FINE;
        }
    }
}
