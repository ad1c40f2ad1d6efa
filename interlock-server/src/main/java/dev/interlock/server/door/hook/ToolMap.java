package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.shell.ShellReader;
import dev.interlock.server.shell.ShellReading;
import dev.interlock.server.shell.SimpleCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a program's tool and its input a call in the words of the catalogue: {@code shell}, {@code read}, {@code write}, {@code
 * search}, {@code patch}, {@code fetch}, and {@code tool} for any other. A tool whose input is not as expected is an {@code other} one too, so that a rule
 * never reads half of it.
 */
final class ToolMap {

    private static final Set<String> SHELL = Set.of("Bash", "bash", "run_shell_command", "shell");
    private static final Set<String> READ = Set.of("Read", "read_file", "read", "view");
    private static final Set<String> WRITE =
            Set.of("Write", "Edit", "MultiEdit", "NotebookEdit", "write_file", "replace", "write", "edit", "create");
    private static final Set<String> SEARCH = Set.of("Glob", "Grep", "LS", "glob", "grep", "list");
    private static final Set<String> FETCH = Set.of("WebFetch", "webfetch", "web_fetch");

    private static final String PATCH = "apply_patch";

    private static final List<String> PATHS =
            List.of("file_path", "notebook_path", "filePath", "absolute_path", "path");

    private ToolMap() {}

    /** Returns whether a use that failed may have had an effect all the same: a command may fail at its end. */
    static boolean mayHaveHappened(String tool) {
        return !READ.contains(tool) && !WRITE.contains(tool) && !SEARCH.contains(tool);
    }

    static CodingCall map(HookEvent.ToolAsked asked, String project) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("project", project);
        String tool = asked.tool();
        ObjectNode input = asked.input();
        Optional<String> command = Optional.ofNullable(Json.string(input, "command"));
        if (SHELL.contains(tool) && command.isPresent()) {
            return shell(command.get(), asked, arguments);
        }
        if (tool.equals(PATCH) && command.isPresent()) {
            List<String> files = PatchFiles.of(command.get());
            if (!files.isEmpty()) {
                List<@Nullable Object> paths = new ArrayList<>();
                files.forEach(file -> paths.add(Paths.absolute(asked.folder(), file)));
                arguments.put("paths", paths);
                arguments.put("rest", rest(input, List.of()));
                return new CodingCall("patch", arguments);
            }
        }
        Optional<String> path = path(input);
        if (path.isPresent() || SEARCH.contains(tool)) {
            String whole = Paths.absolute(asked.folder(), path.orElse("."));
            arguments.put("path", whole);
            arguments.put("rest", rest(input, PATHS));
            if (READ.contains(tool)) {
                return new CodingCall("read", arguments);
            }
            if (WRITE.contains(tool)) {
                return new CodingCall("write", arguments);
            }
            if (SEARCH.contains(tool)) {
                return new CodingCall("search", arguments);
            }
        }
        String url = Json.string(input, "url");
        if (FETCH.contains(tool) && url != null) {
            return new CodingCall(
                    "fetch",
                    new LinkedHashMap<>(Map.of("project", project, "url", url, "rest", rest(input, List.of("url")))));
        }
        return new CodingCall(
                "tool", new LinkedHashMap<>(Map.of("project", project, "name", tool, "rest", rest(input, List.of()))));
    }

    /** The first member that names the file. */
    private static Optional<String> path(ObjectNode input) {
        return PATHS.stream()
                .flatMap(name -> Optional.ofNullable(Json.string(input, name)).stream())
                .findFirst();
    }

    private static CodingCall shell(
            String command, HookEvent.ToolAsked asked, Map<String, @Nullable Object> arguments) {
        arguments.put("folder", Paths.absolute(asked.folder(), "."));
        arguments.put("command", command);
        List<@Nullable Object> commands = new ArrayList<>();
        List<@Nullable Object> words = new ArrayList<>();
        List<@Nullable Object> written = new ArrayList<>();
        String unread = "";
        switch (ShellReader.read(command)) {
            case ShellReading.Unread(String why) -> unread = why;
            case ShellReading.Read(List<SimpleCommand> read) -> {
                for (SimpleCommand each : read) {
                    commands.add(each.line());
                    words.addAll(each.words());
                    words.addAll(each.read());
                    words.addAll(each.written());
                    each.written().stream()
                            .filter(file -> !file.equals("/dev/null"))
                            .forEach(written::add);
                }
            }
        }
        arguments.put("commands", commands);
        arguments.put("words", words);
        arguments.put("written", written);
        arguments.put("unread", unread);
        return new CodingCall("shell", arguments);
    }

    /** The members that no rule reads. What an agent says of a call to people, {@code description}, makes no other call of it. */
    private static Map<String, @Nullable Object> rest(ObjectNode input, List<String> without) {
        ObjectNode rest = input.deepCopy();
        rest.remove(without);
        JsonNode said = rest.remove("description");
        return said == null || said.isTextual() ? PlainJson.of(rest) : PlainJson.of(input);
    }
}
