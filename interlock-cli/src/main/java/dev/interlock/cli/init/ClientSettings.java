package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.draft.BundleDraft;
import dev.interlock.cli.terminal.WholeFile;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import dev.interlock.server.shell.ShellWord;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the gateway in the place of the servers in the configurations of clients, each as an agent of its own.
 *
 * @param folder of the gateway, absolute
 * @param address of the gateway
 * @param agents by which clients are known, in their order
 */
public record ClientSettings(Path folder, String address, List<BundleDraft.Agent> agents) {

    /** The shortest value that is looked for in what is left of a file: shorter ones are there by chance. */
    private static final int SHORTEST_SECRET = 8;

    /**
     * A change of one client's file.
     *
     * @param text the file after the change
     * @param behind the servers that it reaches through the gateway from then on, by their names there
     * @param left the servers that stay as they are
     */
    public record Change(ClientFile client, String agent, String text, List<String> behind, List<String> left) {
        public Change {
            behind = List.copyOf(behind);
            left = List.copyOf(left);
        }

        /** Returns the question whether to make it. */
        public String question() {
            return "Put the gateway into " + client.path() + ", in place of " + String.join(", ", behind) + "?";
        }

        /** Leaves out the texts, which may hold secrets. */
        @Override
        public String toString() {
            return "Change[" + client.path() + "]";
        }
    }

    /**
     * Returns what is to be changed in the files; nothing is written.
     *
     * @param servers those behind the gateway; what else a file names stays as it is
     * @throws WrongUsage if a file is written in a way that cannot be changed safely
     */
    public List<Change> changes(List<ClientFile> clients, List<FoundServer> servers) throws WrongUsage {
        List<Change> changes = new ArrayList<>();
        for (ClientFile client : clients) {
            String agent = agents.get(clients.indexOf(client) % agents.size()).name();
            SortedMap<String, ObjectNode> values = new TreeMap<>();
            List<String> left = new ArrayList<>();
            for (ClientFile.Entry entry : client.servers()) {
                if (servers.stream()
                        .anyMatch(behind -> behind.name().equals(entry.server().name()))) {
                    values.put(entry.key(), connect(List.of(entry.server().name()), agent));
                } else {
                    left.add(entry.key());
                }
            }
            if (!values.isEmpty()) {
                changes.add(new Change(client, agent, client.with(values), List.copyOf(values.keySet()), left));
            }
        }
        return changes;
    }

    /**
     * Writes the changes. What each file held is kept with the gateway's secrets, as it may hold secrets itself.
     *
     * @return what was done, in lines for the user
     */
    public List<String> write(List<Change> changes) throws IOException {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (Change change : changes) {
            Path file = change.client().path();
            Path kept = kept(change.client(), ++number);
            WholeFile.replace(file, change.text());
            lines.add("");
            lines.add(file + " now reaches " + String.join(", ", change.behind()) + " through the gateway, as agent "
                    + change.agent() + "; restart that client");
            if (!change.left().isEmpty()) {
                lines.add("  unchanged, and not behind the gateway: " + String.join(", ", change.left()));
            }
            for (String secret : stillThere(change)) {
                lines.add("  the value of " + secret
                        + " is still elsewhere in that file, perhaps in a comment: remove it");
            }
            lines.add("  to undo: cp " + ShellWord.quoted(kept.toString()) + " "
                    + ShellWord.quoted(file.toAbsolutePath().toString()));
        }
        return lines;
    }

    /** The names of secrets that moved, and that the file has all the same. */
    private static List<String> stillThere(Change change) {
        return change.client().servers().stream()
                .filter(entry -> change.behind().contains(entry.key()))
                .flatMap(entry -> Stream.concat(
                        entry.server().environment().entrySet().stream(), entry.server().headers().entrySet().stream()))
                .filter(value -> !SecretValues.isPlain(value.getKey(), value.getValue()))
                .filter(value -> value.getValue().length() >= SHORTEST_SECRET
                        && change.text().contains(value.getValue().replaceFirst("^Bearer ", "")))
                .map(value -> value.getKey())
                .distinct()
                .toList();
    }

    private Path kept(ClientFile client, int number) throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Path kept = secrets.resolve("client-" + number + "-" + client.path().getFileName());
        SecretFile.write(kept, client.text().getBytes(StandardCharsets.UTF_8));
        return kept;
    }

    /** Returns what connects an agent: to one server, or without a name to all of them. */
    private ObjectNode connect(List<String> server, String agent) {
        ObjectNode entry = Json.object().put("type", "stdio").put("command", Launcher.command());
        ArrayNode arguments = entry.putArray("args").add("connect");
        server.forEach(arguments::add);
        arguments.add("--url").add(address).add("--token-file");
        arguments.add(folder.resolve(Project.TOKENS).resolve(agent + ".token").toString());
        return entry;
    }

    /** Returns a configuration in the form of most clients, with a server for each agent, to be taken over or tried out. */
    public String example(List<FoundServer> servers) {
        ObjectNode example = Json.object();
        ObjectNode named = example.putObject("mcpServers");
        List<String> only = servers.size() == 1 ? List.of(servers.getFirst().name()) : List.of();
        agents.forEach(agent -> named.set(agent.name(), connect(only, agent.name())));
        return example.toPrettyString() + "\n";
    }
}
