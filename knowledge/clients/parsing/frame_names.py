"""Words in classes and ids that hint at a page's frame."""

from __future__ import annotations

# By kind, the words in classes and ids; what the text must be like is in `Pruning._agrees`.
_KINDS = {
    "bar": "breadcrumb breadcrumbs pagination pager pagenav pagenavigation navheader navfooter"
    " navpath navpanel navlist topnav bottomnav subnav skipnav skiplink skiplinks jumpbox catlinks"
    " printfooter editsection",
    "share": "share sharing socials sharedaddy addtoany shariff",
    "sign_up": "newsletter subscribe signup optin",
    "advertisement": "ad ads advert advertisement adslot sponsored",
    "others": "related recommended recommendations recommendation popular recent latest readmore"
    " similar trending upsell relatedposts",
    "comments": "comments commentlist respond disqus",
    "feedback": "feedback helpful votes rating",
    "foot": "footer colophon legalcopy",
    "links": "nav navigation navbar menu submenu topbar header masthead sidebar toolbar social"
    " widget widgets tags tag banner languages language toc contents versions version sub category"
    " meta labels skip jump pathway",
}
KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
COMMENT_NAMES = frozenset(
    "comments comments-area comments-section comments-wrapper comment-list commentlist"
    " comment-respond respond post-comments disqus_thread wp-block-comments".split()
)
FOOT_NAMES = frozenset("footer site-footer page-footer main-footer global-footer colophon".split())
