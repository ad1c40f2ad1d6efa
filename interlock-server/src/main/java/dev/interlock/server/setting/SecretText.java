package dev.interlock.server.setting;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A secret in a file, read only when nobody else may read it. */
public final class SecretText {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private SecretText() {}

    /**
     * Returns the text of a file. Its group may read it, as secrets that are mounted into a container are often read so.
     *
     * @param shown how messages name the file
     * @throws IOException when it cannot be read, is no text, is long, or others may read it; the message says so, and never what it holds
     */
    public static String read(Path file, String shown) throws IOException {
        byte[] bytes = bytes(file, shown);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("the secret `" + shown + "` has more than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the secret `" + shown + "` is not UTF-8", e);
        }
    }

    private static byte[] bytes(Path file, String shown) throws IOException {
        boolean exposed;
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            exposed = file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file `" + shown + "` with the secret", e);
        } catch (IOException e) {
            throw new IOException("the secret `" + shown + "` cannot be read", e);
        }
        if (exposed) {
            throw new IOException("the secret `" + shown + "` can be read by other users; run `chmod 600 " + shown
                    + "`, and treat it as compromised if it was exposed");
        }
        return bytes;
    }
}
