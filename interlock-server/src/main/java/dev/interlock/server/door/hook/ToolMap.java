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

    /** Names of files that keep nothing of what is written to them. */
    private static final Set<String> NOWHERE = Set.of("/dev/null", "-");

    /** Members of a shell's input that change nothing that is decided on. */
    private static final Set<String> HARMLESS =
            Set.of("command", "description", "timeout", "timeout_ms", "run_in_background", "is_background");

    /** The members that name the folder of a shell. */
    private static final Set<String> FOLDERS = Set.of("workdir", "cwd", "dir_path", "directory");

    /** The members of a search that say which files it reads. */
    private static final List<String> FILTERS = List.of("glob", "include", "include_pattern");

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
        if (tool.equals(PATCH)
                && command.isPresent()
                && rest(input, Set.of("command")).isEmpty()) {
            List<String> files = PatchFiles.of(command.get());
            if (!files.isEmpty()) {
                List<@Nullable Object> paths = new ArrayList<>();
                files.forEach(file -> paths.add(Paths.absolute(asked.folder(), file)));
                arguments.put("paths", paths);
                arguments.put("rest", Map.of());
                return new CodingCall("patch", arguments);
            }
        }
        if (InputMembers.isPlain(input)) {
            Optional<String> path = InputMembers.path(input);
            if (SEARCH.contains(tool) && filter(input).isPresent()) {
                return search(path.orElse("."), asked, arguments);
            }
            if (path.isPresent() && (READ.contains(tool) || WRITE.contains(tool))) {
                arguments.put("path", Paths.absolute(asked.folder(), path.get()));
                arguments.put("rest", rest(input, InputMembers.PATHS));
                return new CodingCall(READ.contains(tool) ? "read" : "write", arguments);
            }
            String url = Json.string(input, "url");
            if (path.isEmpty() && FETCH.contains(tool) && url != null) {
                arguments.put("url", url);
                arguments.put("rest", rest(input, Set.of("url")));
                return new CodingCall("fetch", arguments);
            }
        }
        return new CodingCall(
                "tool", new LinkedHashMap<>(Map.of("project", project, "name", tool, "rest", rest(input, Set.of()))));
    }

    private static CodingCall search(String path, HookEvent.ToolAsked asked, Map<String, @Nullable Object> arguments) {
        arguments.put("path", Paths.absolute(asked.folder(), path));
        arguments.put("filter", filter(asked.input()).orElse(""));
        arguments.put("rest", rest(asked.input(), InputMembers.PATHS));
        return new CodingCall("search", arguments);
    }

    /** Which files a search reads, by their names; empty where that is not told by one text. */
    private static Optional<String> filter(ObjectNode input) {
        List<JsonNode> told = FILTERS.stream()
                .map(input::path)
                .filter(node -> !node.isMissingNode())
                .toList();
        if (told.isEmpty()) {
            return Optional.of("");
        }
        return told.size() == 1 ? Optional.ofNullable(told.getFirst().textValue()) : Optional.empty();
    }

    private static CodingCall shell(
            String command, HookEvent.ToolAsked asked, Map<String, @Nullable Object> arguments) {
        Map<String, @Nullable Object> rest = rest(asked.input(), HARMLESS);
        List<String> folders = FOLDERS.stream()
                .flatMap(name -> Optional.ofNullable(Json.string(asked.input(), name)).stream())
                .toList();
        String folder = Paths.absolute(asked.folder(), folders.size() == 1 ? folders.getFirst() : ".");
        boolean told = folders.size() == rest.size() && folders.size() <= 1;
        arguments.put("folder", folder);
        arguments.put("command", command);
        arguments.put("rest", told ? Map.of() : rest);
        switch (told
                ? ShellReader.read(command)
                : new ShellReading.Unread("the shell tool has arguments that are not known here")) {
            case ShellReading.Unread(String why) -> unread(why, arguments);
            case ShellReading.Read(List<SimpleCommand> commands) ->
                read(folder, Paths.absolute(asked.folder(), "."), commands, arguments);
        }
        return new CodingCall("shell", arguments);
    }

    private static void read(
            String folder, String work, List<SimpleCommand> commands, Map<String, @Nullable Object> arguments) {
        var files = new ShellFiles(folder, commands);
        if (files.tooMany()) {
            unread("it names more folders or files than are checked", arguments);
            return;
        }
        List<String> written = commands.stream()
                .flatMap(command -> command.written().stream())
                .filter(file -> !NOWHERE.contains(file))
                .toList();
        put(commands.stream().map(SimpleCommand::line).toList(), written, files.all(), files.changed(), arguments);
        arguments.put("around", SurroundingFolders.of(files.folders(), commands, List.of(folder, work)));
        arguments.put("unread", "");
    }

    private static void unread(String why, Map<String, @Nullable Object> arguments) {
        put(List.of(), List.of(), List.of(), List.of(), arguments);
        arguments.put("around", List.of());
        arguments.put("unread", why);
    }

    private static void put(
            List<String> commands,
            List<String> written,
            List<String> files,
            List<String> changed,
            Map<String, @Nullable Object> arguments) {
        arguments.put("commands", commands);
        arguments.put("written", written);
        arguments.put("files", files);
        arguments.put("changed", changed);
    }

    /** The members that no rule reads. What an agent says of a call to people, {@code description}, makes no other call of it. */
    private static Map<String, @Nullable Object> rest(ObjectNode input, Set<String> without) {
        ObjectNode rest = input.deepCopy();
        rest.remove(without);
        JsonNode said = rest.remove("description");
        return said == null || said.isTextual() ? PlainJson.of(rest) : PlainJson.of(input);
    }
}
