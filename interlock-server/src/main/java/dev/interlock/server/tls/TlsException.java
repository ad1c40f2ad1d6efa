package dev.interlock.server.tls;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file of TLS that cannot be used. The message names it and says what to do, and quotes nothing of what is in it. */
public final class TlsException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    TlsException(Path file, String defect) {
        super("`" + file + "` " + defect);
    }
}
