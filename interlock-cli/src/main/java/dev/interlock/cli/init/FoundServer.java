package dev.interlock.cli.init;

import dev.interlock.server.shell.ShellWord;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An MCP server that is to be behind the gateway.
 *
 * @param name by which the configuration and the tools name it
 * @param command the process, with its arguments; empty where it speaks HTTP
 * @param url the address; empty where it is a process
 * @param environment variables of the process
 * @param headers headers of each request
 * @param directory where the process works; empty for where it is started
 */
public record FoundServer(
        String name,
        List<String> command,
        Optional<URI> url,
        SortedMap<String, String> environment,
        SortedMap<String, String> headers,
        Optional<Path> directory) {

    private static final int LONGEST = 40;

    public FoundServer {
        command = List.copyOf(command);
        environment = new TreeMap<>(environment);
        headers = new TreeMap<>(headers);
    }

    /** A process. */
    public static FoundServer process(String name, List<String> command, Map<String, String> environment) {
        return new FoundServer(
                name, command, Optional.empty(), new TreeMap<>(environment), new TreeMap<>(), Optional.empty());
    }

    /** A server that speaks streamable HTTP. */
    public static FoundServer remote(String name, URI url, Map<String, String> headers) {
        return new FoundServer(
                name, List.of(), Optional.of(url), new TreeMap<>(), new TreeMap<>(headers), Optional.empty());
    }

    /** Returns this server, working in a folder. */
    public FoundServer withDirectory(Path folder) {
        return new FoundServer(name, command, url, environment, headers, Optional.of(folder));
    }

    /** Returns this server, with a token for each request. */
    public FoundServer withToken(String token) {
        SortedMap<String, String> with = new TreeMap<>(headers);
        with.put("Authorization", "Bearer " + token);
        return new FoundServer(name, command, url, environment, with, directory);
    }

    /** Returns a name for a process, from the package or program that it runs: {@code npx -y @scope/server-memory} is {@code memory}. */
    public static String nameOf(List<String> command) {
        String word = programOf(command);
        String[] parts = word.split("/", -1);
        String last = parts[parts.length - 1].replaceFirst("(?<=.)@.*", "");
        boolean says = !last.matches("mcp|server|mcp-server|index\\..*|main\\..*") || parts.length < 2;
        return plain(says ? last : parts[parts.length - 2]);
    }

    /** Returns a name for an address: the part of its host that says most. */
    public static String nameOf(URI url) {
        String host = Optional.ofNullable(url.getHost()).orElse("server");
        String[] labels = host.split("\\.", -1);
        boolean digits = labels[labels.length - 1].chars().allMatch(Character::isDigit);
        return plain(digits || labels.length == 1 ? "server" : labels[labels.length - 2]);
    }

    /** Returns what a command runs, without its version: the package or script of a runner such as {@code npx}, else the program. */
    public static String programOf(List<String> command) {
        return command.get(programAt(command)).replaceFirst("(?<=.)@[^/@]*$", "");
    }

    private static int programAt(List<String> command) {
        for (int i = 1; i < command.size(); i++) {
            String argument = command.get(i);
            if (!argument.startsWith("-") && isRunner(command.getFirst()) && !argument.equals("run")) {
                return i;
            }
        }
        return 0;
    }

    /** Returns a command as a shell takes it, but with {@code ...} in the place of arguments that may hold a secret, and of those after them. */
    public static String shown(List<String> command) {
        int program = programAt(command);
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            boolean plain = i <= program
                    ? !word.contains("=") && !word.contains("://")
                    : SecretValues.isPlain(command.get(i - 1), word);
            if (!plain) {
                shown.add("...");
                break;
            }
            shown.add(ShellWord.of(word));
        }
        return String.join(" ", shown);
    }

    private static boolean isRunner(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return name.matches("npx|node|bunx|bun|pnpm|pnpx|uvx|uv|pipx|python3?|docker|podman|deno|java");
    }

    /** Returns the name as a configuration takes it: short, of letters, digits and {@code -}. */
    public static String plain(String name) {
        String plain = name.toLowerCase(Locale.ROOT)
                .replaceFirst("\\.(js|mjs|cjs|ts|py|jar|sh)$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^mcp-server-|^server-|^mcp-|-mcp-server$|-server$|-mcp$", "")
                .replaceAll("^-+|-+$", "");
        if (plain.isEmpty() || !Character.isLetter(plain.charAt(0))) {
            plain = plain.isEmpty() ? "server" : "server-" + plain;
        }
        return plain.length() > LONGEST ? plain.substring(0, LONGEST).replaceAll("-+$", "") : plain;
    }

    /** Leaves out environment and headers, which may hold secrets. */
    @Override
    public String toString() {
        return "FoundServer[" + name + "]";
    }
}
