package dev.interlock.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.NodeSink;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.SignedNote.Verification.Rejected;
import dev.interlock.ledger.note.SignedNote.Verification.Verified;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteTest {
    private final SecureRandom random = new SecureRandom();
    private final Ed25519Signer log = signer("example.com/log");
    private final Ed25519Signer stranger = signer("example.com/stranger");

    // made by another implementation, published with the signed-note format
    private static final String OTHERS_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private static final String OTHERS_NOTE = "This is an example message.\n\n\u2014 example.com/foo"
            + " Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    @Test
    void keysReadBack() throws Exception {
        VerifierKey key = log.verifierKey();
        assertThat(VerifierKey.parse(key.format())).isEqualTo(key);
        assertThat(VerifierKey.parse(" " + key + "\n").name()).isEqualTo("example.com/log");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a+b",
                "a+12345678+",
                "a+12345678+!!",
                "a+12345678+AQ==",
                "+12345678+AQ==",
                "a b+00000000+AQ==",
                "a+00000000+BgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void malformedKeysAreRefused(String vkey) {
        assertThatThrownBy(() -> VerifierKey.parse(vkey)).isInstanceOf(NoteFormatException.class);
    }

    @Test
    void aKeyWithAnotherHashIsRefused() {
        String[] parts = log.verifierKey().format().split("\\+", 3);
        assertThatThrownBy(() -> VerifierKey.parse(parts[0] + "+00000000+" + parts[2]))
                .hasMessageContaining("is `00000000`, but its key hashes to `" + parts[1] + "`");
    }

    @Test
    void aSecretKeyReadsBackAndIsNeverShown() throws Exception {
        Ed25519Signer again = Ed25519Signer.fromSecretKeyBytes("example.com/log", log.secretKeyBytes());
        assertThat(again.verifierKey()).isEqualTo(log.verifierKey());
        assertThat(SignedNote.sign("x\n", again).verify(List.of(log.verifierKey())))
                .isInstanceOf(Verified.class);
        assertThat(log.toString()).isEqualTo("signer of example.com/log");
        assertThatThrownBy(() -> Ed25519Signer.fromSecretKeyBytes("x", new byte[] {1, 2}))
                .hasMessage("not an Ed25519 private key in PKCS#8")
                .hasNoCause();
    }

    @Test
    void knownKeysDecideAndOthersAreIgnored() throws Exception {
        SignedNote note = SignedNote.sign("text\n", stranger).cosign(log);
        SignedNote read = SignedNote.parse(note.format());
        assertThat(read).isEqualTo(note);
        assertThat(read.verify(List.of(log.verifierKey())))
                .isEqualTo(new Verified(java.util.Set.of(log.verifierKey())));
        assertThat(read.verify(List.of()))
                .isEqualTo(new Rejected(
                        "no known key signed the note; it is signed by `example.com/stranger`, `example.com/log`"));

        // a forged line of an unknown key does no harm, of a known key it does
        SignedNote.Signature forged = new SignedNote.Signature(
                "example.com/stranger", stranger.verifierKey().id(), new byte[64]);
        SignedNote mixed =
                new SignedNote("text\n", List.of(forged, note.signatures().get(1)));
        assertThat(mixed.verify(List.of(log.verifierKey()))).isInstanceOf(Verified.class);
        assertThat(mixed.verify(List.of(log.verifierKey(), stranger.verifierKey())))
                .isEqualTo(new Rejected("the signature of `example.com/stranger` is wrong"));
        // the same name with another key is another key
        assertThat(note.verify(List.of(signer("example.com/log").verifierKey())))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void sixteenSignaturesAndMoreAreRead() throws Exception {
        SignedNote note = SignedNote.sign("text\n", log);
        for (int i = 0; i < 40; i++) {
            note = note.cosign(stranger);
        }
        assertThat(SignedNote.parse(note.format()).signatures()).hasSize(41);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name AAAAAAAA",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 name AAAAAAB=\n",
                "text\n\n\u2014 name AAAAAAAA x\n",
                "te\txt\n\n\u2014 name AAAAAAAA\n",
            })
    void malformedNotesAreRefused(String note) {
        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(NoteFormatException.class);
    }

    @Test
    void everyFlippedBitOfANoteIsFound() throws Exception {
        Checkpoint checkpoint = new Checkpoint("example.com/log", 7, TreeHasher.EMPTY_ROOT);
        byte[] note = checkpoint.sign(log).format().getBytes("UTF-8");
        for (int i = 0; i < note.length * 8; i++) {
            byte[] flipped = note.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            boolean accepted;
            try {
                accepted = SignedNote.parse(flipped).verify(List.of(log.verifierKey())) instanceof Verified;
            } catch (NoteFormatException e) {
                accepted = false;
            }
            assertThat(accepted).as("bit %s", i).isFalse();
        }
        assertThat(SignedNote.parse(note).verify(List.of(log.verifierKey()))).isInstanceOf(Verified.class);
    }

    @Test
    void checkpointsReadBack() throws Exception {
        Checkpoint checkpoint =
                new Checkpoint("example.com/log", 109482, TreeHasher.EMPTY_ROOT, List.of("more", "yet"));
        assertThat(checkpoint.text())
                .isEqualTo("example.com/log\n109482\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\nyet\n");
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n1\n",
                "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n9999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "a\n1\nAAAA\n",
                "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
            })
    void malformedCheckpointsAreRefused(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(NoteFormatException.class);
    }

    @Test
    void witnessesCosignWithATime() throws Exception {
        Ed25519Signer witness = Ed25519Signer.generateWitness("witness.example", random, () -> 1_700_000_000);
        SignedNote note = new Checkpoint("example.com/log", 1, TreeHasher.EMPTY_ROOT)
                .sign(log)
                .cosign(witness);
        VerifierKey key = VerifierKey.parse(witness.verifierKey().format());
        assertThat(note.verify(List.of(key))).isInstanceOf(Verified.class);
        SignedNote.Signature line = note.signatures().get(1);
        byte[] later = line.bytes();
        later[7]++;
        SignedNote moved =
                new SignedNote(note.text(), List.of(new SignedNote.Signature(line.name(), line.keyId(), later)));
        assertThat(moved.verify(List.of(key))).isEqualTo(new Rejected("the signature of `witness.example` is wrong"));
    }

    @Test
    void aProofFileConvincesOffline() throws Exception {
        TreeHasher hasher = new TreeHasher();
        byte[][] leaves = {{1}, {2}};
        Frontier frontier = new Frontier(hasher, NodeSink.NONE);
        frontier.append(hasher.leaf(leaves[0]));
        frontier.append(hasher.leaf(leaves[1]));
        SignedNote head = new Checkpoint("example.com/log", 2, frontier.root()).sign(log);
        TlogProof proof = new TlogProof(Optional.of(new byte[] {9}), 1, List.of(hasher.leaf(leaves[0])), head);
        TlogProof read = TlogProof.parse(proof.format());
        assertThat(read).isEqualTo(proof);
        assertThat(proof.format()).startsWith("c2sp.org/tlog-proof@v1\nextra CQ==\nindex 1\n");
        VerifierKey key = log.verifierKey();
        assertThat(read.verify(leaves[1], key)).isInstanceOf(TlogProof.Evidence.Included.class);
        assertThat(read.verify(leaves[0], key))
                .isEqualTo(new TlogProof.Evidence.Refuted("the proof leads to a different root"));
        assertThat(read.verify(leaves[1], stranger.verifierKey()))
                .isEqualTo(new TlogProof.Evidence.Refuted(
                        "the checkpoint belongs to `example.com/log`, not to `example.com/stranger`"));
        Ed25519Signer witness = Ed25519Signer.generateWitness("witness.example", random, () -> 1);
        assertThat(read.verify(leaves[1], key, List.of(witness.verifierKey())))
                .isEqualTo(new TlogProof.Evidence.Refuted("`witness.example` did not sign the checkpoint"));
        TlogProof witnessed = new TlogProof(Optional.empty(), 1, proof.path(), head.cosign(witness));
        assertThat(TlogProof.parse(witnessed.format()).verify(leaves[1], key, List.of(witness.verifierKey())))
                .isInstanceOf(TlogProof.Evidence.Included.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\n\n",
                "c2sp.org/tlog-proof@v1\n\n",
                "c2sp.org/tlog-proof@v1\nindex -1\n\n",
                "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n",
                "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\n"
            })
    void malformedProofsAreRefused(String text) {
        assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(NoteFormatException.class);
    }

    private Ed25519Signer signer(String name) {
        try {
            return Ed25519Signer.generate(name, random);
        } catch (NoteFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNoteOfAnotherImplementationVerifies() throws Exception {
        VerifierKey key = VerifierKey.parse(OTHERS_KEY);
        assertThat(key.format()).isEqualTo(OTHERS_KEY);
        assertThat(SignedNote.parse(OTHERS_NOTE).verify(List.of(key))).isInstanceOf(Verified.class);
    }
}
