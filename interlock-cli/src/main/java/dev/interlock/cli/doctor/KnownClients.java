package dev.interlock.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files in which clients keep the servers that they use. */
final class KnownClients {

    /** The file of a client. */
    record Place(String client, Path file) {}

    private KnownClients() {}

    /** Returns the files that are there, of the person and of a project. */
    static List<Place> of(Path home, Path project, Map<String, String> environment) {
        List<Place> places = new ArrayList<>();
        Path mac = home.resolve("Library/Application Support");
        Path xdg = folder(environment, "XDG_CONFIG_HOME", home.resolve(".config"));
        Path windows = folder(environment, "APPDATA", home.resolve("AppData/Roaming"));
        for (Path settings : List.of(xdg, mac, windows)) {
            places.add(new Place("Claude Desktop", settings.resolve("Claude/claude_desktop_config.json")));
            places.add(new Place("VS Code", settings.resolve("Code/User/mcp.json")));
            places.add(new Place("Zed", settings.resolve("zed/settings.json")));
        }
        places.add(new Place("Claude Code", home.resolve(".claude.json")));
        places.add(new Place("Cursor", home.resolve(".cursor/mcp.json")));
        places.add(new Place("Windsurf", home.resolve(".codeium/windsurf/mcp_config.json")));
        places.add(new Place("Gemini CLI", home.resolve(".gemini/settings.json")));
        places.add(new Place(
                "Codex",
                folder(environment, "CODEX_HOME", home.resolve(".codex")).resolve("config.toml")));
        places.add(new Place("Claude Code", project.resolve(".mcp.json")));
        places.add(new Place("Cursor", project.resolve(".cursor/mcp.json")));
        places.add(new Place("VS Code", project.resolve(".vscode/mcp.json")));
        places.add(new Place("Zed", project.resolve(".zed/settings.json")));
        places.add(new Place("Gemini CLI", project.resolve(".gemini/settings.json")));
        places.add(new Place("Codex", project.resolve(".codex/config.toml")));
        return places.stream()
                .filter(place -> Files.isRegularFile(place.file()))
                .distinct()
                .toList();
    }

    private static Path folder(Map<String, String> environment, String variable, Path otherwise) {
        String named = environment.getOrDefault(variable, "");
        return named.isEmpty() ? otherwise : Path.of(named);
    }
}
