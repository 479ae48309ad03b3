#!/usr/bin/env python3
"""scripts/together.py over a small tree: which sources it puts together, and which it keeps apart."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import together  # noqa: E402


class Lots(unittest.TestCase):
    def lots(self, files, size=12):
        with tempfile.TemporaryDirectory() as folder:
            together.ROOT = pathlib.Path(folder).resolve()
            for function in (together.headers, together.declared, together.enums, together.headers_of, together.types_in):
                function.cache_clear()
            paths = []
            for name, text in files.items():
                path = together.ROOT / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                paths += [str(path)] if name.endswith(".cc") else []
            return [[pathlib.Path(path).stem for path in lot] for lot in together.lots(paths, size)]

    def test_names_that_differ(self):
        self.assertEqual(self.lots({"engine/a.cc": "namespace {\nint One() {\n}\n}  // namespace\n",
                                    "engine/b.cc": "namespace {\nint Two() {\n}\n}  // namespace\n"}), [["a", "b"]])

    def test_the_same_name_in_both(self):
        own = "namespace {\nconstexpr int kMost = 1;\n}  // namespace\n"
        self.assertEqual(self.lots({"engine/a.cc": own, "engine/b.cc": own, "engine/c.cc": ""}), [["a", "c"], ["b"]])

    def test_a_constant_whose_value_is_on_the_next_line(self):
        own = "namespace {\nconstexpr std::string_view kText =\n    \"text\";\n}  // namespace\n"
        self.assertEqual(self.lots({"engine/a.cc": own, "engine/b.cc": own}), [["a"], ["b"]])

    def test_members_of_classes_of_the_same_name(self):
        self.assertEqual(self.lots({"engine/a.cc": "void One::Run() {\n}\n", "engine/b.cc": "void Two::Run() {\n}\n"}),
                         [["a", "b"]])

    def test_a_name_that_the_other_has_from_a_header(self):
        self.assertEqual(self.lots({"engine/words.h": "std::string Trimmed(std::string_view text);\n",
                                    "engine/a.cc": "namespace {\nint Trimmed(int c) {\n}\n}  // namespace\n",
                                    "engine/b.cc": "void F() {\n  Trimmed(text);\n}\n"}), [["a"], ["b"]])

    def test_a_type_of_a_header_that_the_other_includes(self):
        self.assertEqual(self.lots({"engine/reply.h": "struct Reply {\n};\n", "engine/sink.h": '#include "engine/reply.h"\n',
                                    "engine/a.cc": "namespace {\nint Reply() {\n}\n}  // namespace\n",
                                    "engine/b.cc": '#include "engine/sink.h"\n', "engine/c.cc": ""}), [["a", "c"], ["b"]])

    def test_an_enumerator_that_the_other_uses(self):
        self.assertEqual(self.lots({"engine/flag.h": "enum class Flag { kFast, kLoading };\n",
                                    "engine/a.cc": "namespace {\nconstexpr int kLoading = 1;\n}  // namespace\n",
                                    "engine/b.cc": "using enum Flag;\n"}), [["a"], ["b"]])

    def test_a_constant_that_the_other_has_in_a_function(self):
        self.assertEqual(self.lots({"engine/a.cc": "namespace {\nconstexpr int kMost = 1;\n}  // namespace\n",
                                    "engine/b.cc": "void F() {\n  constexpr int kMost = 2;\n}\n"}), [["a"], ["b"]])

    def test_all_of_a_test_is_its_own(self):
        self.assertEqual(self.lots({"tests/a.cc": "int Run() {\n}\n", "tests/b.cc": "int Run() {\n}\n"}), [["a"], ["b"]])

    def test_no_lot_is_larger_than_asked(self):
        self.assertEqual(self.lots({f"engine/{name}.cc": "" for name in "abc"}, 2), [["a", "b"], ["c"]])


if __name__ == "__main__":
    unittest.main()
