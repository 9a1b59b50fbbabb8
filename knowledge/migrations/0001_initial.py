import core.crypto
import core.ids
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import pgvector.django.indexes
import pgvector.django.vector
from django.conf import settings
from pgvector.django import VectorExtension
from django.db import migrations, models

from core.db.sql_files import run_sql_file
from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        VectorExtension(),
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_collection_per_name_and_workspace",
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Crawl",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("start_url", models.CharField(max_length=2000)),
                ("max_pages", models.PositiveIntegerField(default=50)),
                (
                    "include_patterns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "exclude_patterns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "schedule",
                    models.CharField(
                        choices=[
                            ("ONCE", "Once"),
                            ("DAILY", "Daily"),
                            ("WEEKLY", "Weekly"),
                            ("MONTHLY", "Monthly"),
                        ],
                        default="ONCE",
                        max_length=7,
                    ),
                ),
                ("next_run_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crawls",
                        to="knowledge.collection",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "indexes": [
                    models.Index(fields=["workspace", "-created_at", "-id"], name="crawl_newest"),
                    models.Index(
                        condition=models.Q(("next_run_at__isnull", False)),
                        fields=["next_run_at"],
                        name="crawl_due",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CrawlRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RUNNING", "Running"),
                            ("COMPLETED", "Completed"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="RUNNING",
                        max_length=9,
                    ),
                ),
                ("pages_found", models.PositiveIntegerField(default=0)),
                ("pages_new", models.PositiveIntegerField(default=0)),
                ("pages_changed", models.PositiveIntegerField(default=0)),
                ("pages_unchanged", models.PositiveIntegerField(default=0)),
                ("pages_skipped", models.PositiveIntegerField(default=0)),
                ("pages_failed", models.PositiveIntegerField(default=0)),
                ("pages_removed", models.PositiveIntegerField(default=0)),
                ("error_code", models.CharField(blank=True, default="", max_length=40)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "crawl",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="knowledge.crawl",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "RUNNING")),
                        fields=("crawl",),
                        name="a_crawl_runs_once_at_a_time",
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("title", models.CharField(max_length=255)),
                (
                    "source_type",
                    models.CharField(
                        choices=[("FILE", "File"), ("URL", "Url"), ("QA", "Qa")],
                        default="FILE",
                        max_length=10,
                    ),
                ),
                ("source_url", models.CharField(blank=True, default="", max_length=2000)),
                ("etag", models.CharField(blank=True, default="", max_length=255)),
                ("last_modified", models.CharField(blank=True, default="", max_length=64)),
                (
                    "text_hash",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="SHA-256 of a page's text without boilerplate.",
                        max_length=64,
                    ),
                ),
                ("file", models.FileField(blank=True, default="", max_length=300, upload_to="")),
                ("file_name", models.CharField(blank=True, default="", max_length=255)),
                ("format", models.CharField(max_length=10)),
                ("size_bytes", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROCESSING", "Processing"),
                            ("COMPLETED", "Completed"),
                            ("FAILED", "Failed"),
                        ],
                        default="PROCESSING",
                        max_length=10,
                    ),
                ),
                ("error_code", models.CharField(blank=True, default="", max_length=40)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                ("pages_done", models.PositiveIntegerField(default=0)),
                ("pages_total", models.PositiveIntegerField(null=True)),
                ("chunks_done", models.PositiveIntegerField(default=0)),
                ("chunks_total", models.PositiveIntegerField(null=True)),
                (
                    "chunks_reused",
                    models.PositiveIntegerField(
                        default=0, help_text="Of those done, how many needed no new embedding."
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="knowledge.collection",
                    ),
                ),
                (
                    "crawl",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="documents",
                        to="knowledge.crawl",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "FAILED"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failed_document_names_its_cause",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_type", "URL")),
                        fields=("collection", "source_url"),
                        name="one_document_per_page_and_collection",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["workspace", "-created_at", "-id"], name="document_newest"
                    ),
                    models.Index(fields=["collection"], name="document_collection"),
                    models.Index(fields=["crawl"], name="document_crawl"),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CrawlPage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("url", models.CharField(max_length=2000)),
                ("url_hash", models.CharField(max_length=64)),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("NEW", "New"),
                            ("CHANGED", "Changed"),
                            ("UNCHANGED", "Unchanged"),
                            ("SKIPPED", "Skipped"),
                            ("FAILED", "Failed"),
                        ],
                        default="WAITING",
                        max_length=9,
                    ),
                ),
                ("http_status", models.PositiveSmallIntegerField(null=True)),
                ("error_code", models.CharField(blank=True, default="", max_length=40)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="knowledge.crawlrun",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="crawl_pages",
                        to="knowledge.document",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "url_hash"), name="a_page_is_read_once_in_a_run"
                    )
                ],
                "indexes": [
                    models.Index(fields=["run", "state", "id"], name="crawl_page_frontier")
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("BUILDING", "Building"),
                            ("LIVE", "Live"),
                            ("SUPERSEDED", "Superseded"),
                        ],
                        default="BUILDING",
                        max_length=10,
                    ),
                ),
                ("embedder", models.CharField(max_length=80)),
                ("chunk_count", models.PositiveIntegerField(default=0)),
                ("token_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="knowledge.document",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "number"), name="version_numbers_are_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "BUILDING")),
                        fields=("document",),
                        name="one_version_is_built_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "LIVE")),
                        fields=("document", "embedder"),
                        name="one_version_is_live",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="document",
            name="live_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="knowledge.documentversion",
            ),
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("index", models.PositiveIntegerField()),
                ("is_live", models.BooleanField(default=False)),
                ("text", models.TextField()),
                (
                    "headings",
                    models.TextField(
                        blank=True, help_text="Heading path, outermost first, by line."
                    ),
                ),
                ("page", models.PositiveIntegerField(null=True)),
                ("token_count", models.PositiveIntegerField()),
                (
                    "content_hash",
                    models.CharField(
                        help_text="SHA-256 of headings, text and embedder: equal hashes have equal vectors.",
                        max_length=64,
                    ),
                ),
                ("embedder", models.CharField(default="all-MiniLM-L6-v2-int8", max_length=80)),
                ("embedding", pgvector.django.vector.VectorField(dimensions=384)),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                language="ar",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="arabic", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="arabic", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("arabic"),
                                ),
                            ),
                            models.When(
                                language="da",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="danish", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="danish", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("danish"),
                                ),
                            ),
                            models.When(
                                language="de",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="german", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="german", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("german"),
                                ),
                            ),
                            models.When(
                                language="es",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="spanish", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="spanish", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("spanish"),
                                ),
                            ),
                            models.When(
                                language="fi",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="finnish", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="finnish", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("finnish"),
                                ),
                            ),
                            models.When(
                                language="fr",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="french", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="french", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("french"),
                                ),
                            ),
                            models.When(
                                language="hu",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="hungarian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="hungarian", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("hungarian"),
                                ),
                            ),
                            models.When(
                                language="it",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="italian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="italian", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("italian"),
                                ),
                            ),
                            models.When(
                                language="nl",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="dutch", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="dutch", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("dutch"),
                                ),
                            ),
                            models.When(
                                language="no",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="norwegian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="norwegian", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("norwegian"),
                                ),
                            ),
                            models.When(
                                language="pt",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="portuguese", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="portuguese", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("portuguese"),
                                ),
                            ),
                            models.When(
                                language="ro",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="romanian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="romanian", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("romanian"),
                                ),
                            ),
                            models.When(
                                language="ru",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="russian", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="russian", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("russian"),
                                ),
                            ),
                            models.When(
                                language="sv",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="swedish", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="swedish", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("swedish"),
                                ),
                            ),
                            models.When(
                                language="tr",
                                then=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        "headings", config="turkish", weight="A"
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "text", config="turkish", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("turkish"),
                                ),
                            ),
                            default=django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "headings", config="english", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "text", config="english", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="knowledge.collection",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="knowledge.document",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="knowledge.documentversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "index"), name="one_chunk_per_index_and_version"
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_live", True)),
                        fields=["workspace", "collection"],
                        name="chunk_live",
                    ),
                    models.Index(fields=["workspace", "content_hash"], name="chunk_content"),
                    models.Index(fields=["document"], name="chunk_document"),
                    models.Index(fields=["collection"], name="chunk_collection"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("is_live", True)), fields=["words"], name="chunk_words"
                    ),
                    pgvector.django.indexes.HnswIndex(
                        condition=models.Q(("is_live", True)),
                        ef_construction=128,
                        fields=["embedding"],
                        m=16,
                        name="chunk_embedding",
                        opclasses=["vector_cosine_ops"],
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EmbeddingIndex",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("EMBEDDED", "Embedded"),
                            ("OPENAI_COMPATIBLE", "OpenAI-compatible"),
                        ],
                        default="EMBEDDED",
                        max_length=20,
                    ),
                ),
                ("base_url", models.URLField(blank=True, max_length=500)),
                ("api_key", core.crypto.EncryptedTextField(blank=True, default="")),
                ("model", models.CharField(blank=True, max_length=120)),
                (
                    "embedder",
                    models.CharField(help_text="The embedder's name in its chunks.", max_length=80),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("BUILDING", "Building"),
                            ("LIVE", "Live"),
                            ("RETIRED", "Retired"),
                            ("FAILED", "Failed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="BUILDING",
                        max_length=9,
                    ),
                ),
                ("documents_done", models.PositiveIntegerField(default=0)),
                ("documents_total", models.PositiveIntegerField(null=True)),
                ("error_code", models.CharField(blank=True, default="", max_length=40)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "LIVE")),
                        fields=("workspace",),
                        name="one_embedding_index_is_live",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "BUILDING")),
                        fields=("workspace",),
                        name="one_embedding_index_is_built_at_a_time",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="QaEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=500)),
                (
                    "alternatives",
                    models.JSONField(
                        blank=True, default=list, help_text="Other wordings of the question."
                    ),
                ),
                ("answer", models.TextField(max_length=4000)),
                ("updated_at", models.DateTimeField()),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="qa_entry",
                        to="knowledge.document",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables(
            "Collection",
            "Document",
            "DocumentVersion",
            "Chunk",
            "Crawl",
            "CrawlRun",
            "CrawlPage",
            "EmbeddingIndex",
            "QaEntry",
        ),
        run_sql_file(__file__, "0001_chunk_storage"),
        run_sql_file(__file__, "0001_search_chunks"),
    ]
