package dev.interlock.ledger.verify;

import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The names of parties in an exported ledger: a line of JSON for each, with its pseudonym and the salt. */
final class NamesFile {
    static final String FILE = "names.jsonl";

    private static final String NAME = "name";
    private static final String PSEUDONYM = "pseudonym";
    private static final String SALT = "salt";

    private NamesFile() {}

    static byte[] of(LedgerReader reader) throws IOException {
        var lines = new ByteArrayOutputStream();
        reader.names(name -> {
            lines.writeBytes(CanonicalJson.encode(Map.of(
                    NAME,
                    name.text(),
                    PSEUDONYM,
                    name.pseudonym(),
                    SALT,
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(name.opening().salt()))));
            lines.write('\n');
        });
        return lines.toByteArray();
    }

    /** The names by their pseudonyms. Nothing is compared here. */
    static Map<String, PartyName> read(Path file) throws IOException {
        Map<String, PartyName> names = new HashMap<>();
        for (String line : Files.readString(file).lines().toList()) {
            PartyName name = name(file, line);
            names.put(name.pseudonym(), name);
        }
        return names;
    }

    private static PartyName name(Path file, String line) throws StoreException {
        try {
            if (CanonicalJson.decode(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> fields
                    && fields.size() == 3
                    && fields.get(NAME) instanceof String name
                    && fields.get(PSEUDONYM) instanceof String pseudonym
                    && fields.get(SALT) instanceof String salt) {
                byte[] text = name.getBytes(StandardCharsets.UTF_8);
                return new PartyName(
                        pseudonym, new Opening(Base64.getUrlDecoder().decode(salt), text));
            }
            throw new StoreException(Problem.CORRUPT, "a line of `" + file + "` is not the name of a party");
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    Problem.CORRUPT, "a line of `" + file + "` is not the name of a party: " + e.getMessage(), e);
        }
    }
}
