package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The file of an anchor: links, places that cannot be read or written, and a disk that comes back. */
class AnchorFileTest extends AnchorStage {

    /** A link would be replaced by a file, on the disk where the link lies. */
    @Test
    void anAnchorThatIsALinkKeepsAServerFromStarting() throws Exception {
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        Files.createSymbolicLink(anchor, other.resolve("payments.anchor"));
        assertThatThrownBy(() -> open(store))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a link")
                .hasMessageContaining("name the file that the link points to");
        assertThat(Files.isSymbolicLink(anchor)).isTrue();
    }

    @Test
    void aLinkInThePlaceOfTheDraftHasNoOtherFileWritten() throws Exception {
        Path other = Files.writeString(elsewhere.resolve("other"), "of somebody else");
        Files.createSymbolicLink(elsewhere.resolve("payments.anchor.new"), other);
        assertThatThrownBy(() -> open(store)).isInstanceOf(IOException.class).hasMessageContaining("cannot be written");
        assertThat(other).hasContent("of somebody else");
    }

    @Test
    void aPlaceThatCannotBeReadOrWrittenKeepsAServerFromStarting() throws Exception {
        Files.createDirectory(anchor);
        assertThatThrownBy(() -> open(new MemoryStore())).hasMessageContaining("is a folder; name a file in it");
        Files.delete(anchor);
        Path draft = Files.createDirectory(elsewhere.resolve("payments.anchor.new"));
        assertThatThrownBy(() -> open(new MemoryStore()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("the free space on its disk");
        Files.delete(draft);
        anchor = elsewhere.resolve("not-mounted").resolve("anchor");
        assertThatThrownBy(() -> open(new MemoryStore())).hasMessageContaining("mount its disk");
    }

    @Test
    void callsGoOnWhileItCannotBeWrittenAndItCatchesUp() throws Exception {
        Domain domain = open(store);
        awaitAnchor(domain);
        Path draft = Files.createDirectory(elsewhere.resolve("payments.anchor.new"));
        act(domain, 5);
        assertThat(domain.anchorBehind().orElseThrow()).isPositive();
        assertThat(domain.ready())
                .as("for a moment nobody is turned away for it")
                .isTrue();
        Files.delete(draft);
        awaitAnchor(domain);
        assertThat(anchored().root()).isEqualTo(domain.ledger().root());
    }
}
