package dev.interlock.cli.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.WholeFile;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of settings in JSON, of which every other member stays as it is. One that is not read as a whole is not written. */
public final class SettingsFile {

    private final Path file;
    private final ObjectNode settings;

    private SettingsFile(Path file, ObjectNode settings) {
        this.file = file;
        this.settings = settings;
    }

    /** Reads the file, which may be missing. */
    public static SettingsFile read(Path file) throws IOException, SettingsException {
        if (!Files.exists(file)) {
            return new SettingsFile(file, Json.object());
        }
        byte[] text = Files.readAllBytes(file);
        if (new String(text, StandardCharsets.UTF_8).isBlank()) {
            return new SettingsFile(file, Json.object());
        }
        if (new JsonReader(JsonLimits.requests()).read(text) instanceof JsonReader.Outcome.Value(ObjectNode settings)) {
            return new SettingsFile(file, settings);
        }
        throw new SettingsException(
                "`" + file + "` is not a plain JSON object, so nothing was changed; remove comments, trailing commas "
                        + "and duplicate names, or add the hook yourself");
    }

    /** Returns the text of the settings as they are now. */
    String text() {
        return text(settings);
    }

    public ObjectNode settings() {
        return settings;
    }

    /** Writes the settings, as a whole or not at all. */
    public void write() throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file);
        }
        WholeFile.replace(file, text(settings));
    }

    private static String text(ObjectNode settings) {
        var separators = Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(settings) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("settings that cannot be written", e);
        }
    }
}
