package dev.interlock.policy.load;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file that stands by itself: a configuration, a description of an API. Its errors are reported. */
public final class SingleFile {

    private final Diagnostics diagnostics;
    private final int maxBytes;

    public SingleFile(Diagnostics diagnostics, int maxBytes) {
        this.diagnostics = diagnostics;
        this.maxBytes = maxBytes;
    }

    /**
     * The text of the file, without a byte order mark and with {@code \n} at the ends of lines.
     *
     * @param missing the remedy if there is no such file
     */
    public Optional<SourceFile> read(Path file, String missing) {
        Place nowhere = new SourceFile(file.toString(), "").start();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                diagnostics.error(
                        Check.TOO_LARGE, nowhere, "the file is larger than " + maxBytes + " bytes", "shorten it");
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String clean = (text.startsWith("\ufeff") ? text.substring(1) : text).replace("\r\n", "\n");
            return Optional.of(new SourceFile(file.toString(), clean));
        } catch (NoSuchFileException e) {
            diagnostics.error(Check.FILE_MISSING, nowhere, "there is no file `" + file + "`", missing);
        } catch (CharacterCodingException e) {
            diagnostics.error(Check.NOT_UTF8, nowhere, "the file is not UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            diagnostics.error(
                    Check.UNREADABLE,
                    nowhere,
                    "`" + file + "` cannot be read",
                    "check that it is a file you have permission to read");
        }
        return Optional.empty();
    }
}
